import ArgumentParser

@main
struct HotlineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "hotline")
}
