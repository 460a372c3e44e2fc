internal import Foundation
internal import FoundationXML

/// Reads XML with FoundationXML's parser, whose delegates are classes.
enum XMLScan {
    /// Calls `visit` for each element that begins.
    static func elements(
        of data: Data,
        _ visit: @escaping (_ name: String, _ attributes: [String: String]) -> Void
    ) throws {
        guard !data.isEmpty else { return }
        try parse(data, with: Elements(visit))
    }

    /// - Throws: ``TableMistake/noWorkbook(_:)`` if it is not XML.
    static func parse(_ data: Data, with delegate: any XMLParserDelegate) throws {
        let parser = XMLParser(data: data)
        parser.shouldResolveExternalEntities = false
        parser.delegate = delegate
        guard parser.parse() else { throw TableMistake.noWorkbook("a part of it is not XML") }
    }

    private final class Elements: NSObject, XMLParserDelegate {
        private let visit: (String, [String: String]) -> Void

        init(_ visit: @escaping (String, [String: String]) -> Void) {
            self.visit = visit
        }

        func parser(
            _ parser: XMLParser,
            didStartElement name: String,
            namespaceURI: String?,
            qualifiedName: String?,
            attributes: [String: String]
        ) {
            visit(name, attributes)
        }
    }
}

/// The shared texts of a workbook, without their formats and readings.
final class SharedTexts: NSObject, XMLParserDelegate {
    private(set) var texts: [String] = []
    private var text = ""
    private var isText = false
    private var isReading = false

    func parser(
        _ parser: XMLParser,
        didStartElement name: String,
        namespaceURI: String?,
        qualifiedName: String?,
        attributes: [String: String]
    ) {
        switch name {
        case "si": text = ""
        case "rPh": isReading = true
        case "t": isText = !isReading
        default: break
        }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        if isText { text += string }
    }

    func parser(
        _ parser: XMLParser,
        didEndElement name: String,
        namespaceURI: String?,
        qualifiedName: String?
    ) {
        switch name {
        case "si": texts.append(text)
        case "rPh": isReading = false
        case "t": isText = false
        default: break
        }
    }
}
