/// The promise of an answer.
package final class Deferred: Sendable {
    package init() {}
    package func answer(_ response: Response) {}
}
