/// A model as bytes (模型文件): a mark, what it tells apart, the rows that say something, and a
/// checksum over all of it.
enum ModelBytes {
    static let mark = Array("hotline model 1\n".utf8)
    static let checksumSize = 8
    static let columnsMax = 32
    static let nameSizeMax = 200
    /// How many vectors its rows may have in memory, of 16 bytes each.
    static let vectorsMax = 1 << 24

    /// Everything but the checksum.
    static func content(
        name: String,
        columns: [LinearModel.Column],
        bits: Int,
        packed: LinearModel.Packed
    ) -> [UInt8] {
        var writer = ModelWriter()
        writer.bytes = mark
        writer.text(name)
        writer.number(bits)
        writer.number(columns.count)
        for column in columns { writer.column(column) }
        writer.float(packed.rarityStep)
        for value in packed.steps + packed.biases { writer.float(value) }
        let labels = packed.biases.count
        let width = (labels + 15) / 16
        writer.number(packed.rarities.count { $0 != 0 })
        var last = -1
        for (gram, rarity) in packed.rarities.enumerated() where rarity != 0 {
            writer.number(gram - last)
            last = gram
            writer.bytes.append(rarity)
            for label in 0..<labels {
                let weight = packed.rows[gram * width + label / 16][label % 16]
                writer.bytes.append(UInt8(bitPattern: weight))
            }
        }
        return writer.bytes
    }

    /// The checksum (FNV-1a, 64 bits) in hexadecimal.
    static func digest(of content: [UInt8]) -> String {
        let digits = String(checksum(of: content[...]), radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    static func checksum(of bytes: ArraySlice<UInt8>) -> UInt64 {
        var sum: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { sum = (sum ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return sum
    }
}

/// A model that cannot be used, and why, in one line.
package struct ModelError: Error, Equatable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}

extension LinearModel {
    /// The model as a file holds it.
    package var bytes: [UInt8] {
        var bytes = ModelBytes.content(
            name: name,
            columns: columns,
            bits: grams.bits,
            packed: packed
        )
        let sum = ModelBytes.checksum(of: bytes[...])
        for byte in 0..<ModelBytes.checksumSize {
            bytes.append(UInt8(truncatingIfNeeded: sum >> UInt64(8 * byte)))
        }
        return bytes
    }

    /// Reads a model's file; nothing is believed before the checksum was found to fit.
    package init(bytes: [UInt8]) throws(ModelError) {
        guard bytes.starts(with: ModelBytes.mark.dropLast(2)) else {
            throw ModelError("this is no model of the hotline; make one with 'hotline train'")
        }
        guard bytes.starts(with: ModelBytes.mark) else {
            throw ModelError("the model is of another version; train it anew")
        }
        let content = bytes.dropLast(ModelBytes.checksumSize)
        let sum = bytes.suffix(ModelBytes.checksumSize).reversed()
            .reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard bytes.count > ModelBytes.mark.count + ModelBytes.checksumSize,
            ModelBytes.checksum(of: content) == sum
        else { throw ModelError("the model is damaged; train it anew, or copy it again") }
        var reader = ModelReader(rest: content.dropFirst(ModelBytes.mark.count))
        guard let model = reader.model(digest: ModelBytes.digest(of: Array(content))) else {
            throw ModelError("the model is damaged; train it anew, or copy it again")
        }
        self = model
    }
}

private struct ModelWriter {
    var bytes: [UInt8] = []

    mutating func number(_ value: Int) {
        var rest = UInt64(value)
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func text(_ text: String) {
        number(text.utf8.count)
        bytes += Array(text.utf8)
    }

    mutating func float(_ value: Float) {
        for byte in UInt32(0)..<4 {
            bytes.append(UInt8(truncatingIfNeeded: value.bitPattern >> (8 * byte)))
        }
    }

    mutating func column(_ column: LinearModel.Column) {
        text(column.name)
        number(column.labels.count)
        for label in column.labels { text(label) }
        let calibration = column.calibration
        for value in [calibration.slope, calibration.offset, column.ruleWeight, column.score] {
            float(Float(value))
        }
        number(column.examples)
    }
}

/// Reads what ``ModelWriter`` wrote; nil where it cannot be that.
private struct ModelReader {
    var rest: ArraySlice<UInt8>

    mutating func model(digest: String) -> LinearModel? {
        guard let name = text(), let bits = number(), Grams.bitsRange.contains(bits),
            let columnCount = number(), (1...ModelBytes.columnsMax).contains(columnCount)
        else { return nil }
        var columns: [LinearModel.Column] = []
        for _ in 0..<columnCount {
            guard let column = column() else { return nil }
            columns.append(column)
        }
        let labels = columns.reduce(0) { $0 + $1.labels.count }
        guard labels <= LinearModel.labelsMax, let rarityStep = float(),
            let steps = floats(labels), let biases = floats(labels),
            let (rarities, rows) = rows(bits: bits, labels: labels), rest.isEmpty
        else { return nil }
        return LinearModel(
            name: name,
            digest: digest,
            columns: columns,
            bits: bits,
            packed: LinearModel.Packed(
                rarities: rarities,
                rarityStep: rarityStep,
                steps: steps,
                biases: biases,
                rows: rows
            )
        )
    }

    private mutating func rows(bits: Int, labels: Int) -> ([UInt8], [SIMD16<Int8>])? {
        let width = (labels + 15) / 16
        guard width << bits <= ModelBytes.vectorsMax else { return nil }
        var rarities = [UInt8](repeating: 0, count: 1 << bits)
        var rows = [SIMD16<Int8>](repeating: .zero, count: width << bits)
        guard let count = number(), count <= 1 << bits else { return nil }
        var gram = -1
        for _ in 0..<count {
            guard let gap = number(), (1...(1 << bits)).contains(gap), gram + gap < 1 << bits,
                rest.count > labels, let rarity = rest.popFirst()
            else { return nil }
            gram += gap
            rarities[gram] = rarity
            for (label, byte) in rest.prefix(labels).enumerated() {
                rows[gram * width + label / 16][label % 16] = Int8(bitPattern: byte)
            }
            rest = rest.dropFirst(labels)
        }
        return (rarities, rows)
    }

    private mutating func column() -> LinearModel.Column? {
        guard let name = text(), let count = number(), (1...LinearModel.labelsMax).contains(count)
        else { return nil }
        var labels: [String] = []
        for _ in 0..<count {
            guard let label = text() else { return nil }
            labels.append(label)
        }
        guard let values = floats(4), let examples = number() else { return nil }
        return LinearModel.Column(
            name: name,
            labels: labels,
            calibration: LinearModel.Calibration(
                slope: Double(values[0]),
                offset: Double(values[1])
            ),
            ruleWeight: Double(values[2]),
            score: Double(values[3]),
            examples: examples
        )
    }

    private mutating func number() -> Int? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 35, by: 7) {
            guard let byte = rest.popFirst() else { return nil }
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return Int(value) }
        }
        return nil
    }

    private mutating func text() -> String? {
        guard let size = number(), size <= ModelBytes.nameSizeMax, rest.count >= size else {
            return nil
        }
        let bytes = rest.prefix(size)
        rest = rest.dropFirst(size)
        return String(validating: bytes, as: UTF8.self)
    }

    private mutating func float() -> Float? {
        guard rest.count >= 4 else { return nil }
        let bits = rest.prefix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        rest = rest.dropFirst(4)
        let value = Float(bitPattern: bits)
        return value.isFinite ? value : nil
    }

    private mutating func floats(_ count: Int) -> [Float]? {
        var values: [Float] = []
        for _ in 0..<count {
            guard let value = float() else { return nil }
            values.append(value)
        }
        return values
    }
}
