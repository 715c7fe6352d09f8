import Foundation
import Testing

/// A source file of the project, line by line.
struct SourceFile: CustomTestStringConvertible {
    let target: String
    let name: String
    let lines: [String]

    var testDescription: String { "\(target)/\(name)" }

    /// The lines without comments, and without the texts of one-line string literals.
    var code: [String] {
        var isInText = false
        return lines.map { line in
            let delimiters = line.components(separatedBy: "\"\"\"").count - 1
            let wasInText = isInText
            if delimiters % 2 == 1 { isInText.toggle() }
            if wasInText || delimiters > 0 { return "" }
            return Self.withoutTexts(line)
        }
    }

    private static func withoutTexts(_ line: String) -> String {
        var result = ""
        var isInText = false
        var previous: Character = " "
        for character in line {
            if character == "\"", previous != "\\" {
                isInText.toggle()
            } else if !isInText {
                if character == "/", previous == "/" { return String(result.dropLast()) }
                result.append(character)
            }
            previous = character == "\\" && previous == "\\" ? " " : character
        }
        return result
    }

    /// Names of the modules that the file imports.
    var imports: Set<String> {
        Set(
            code.compactMap { line in
                let words = line.split(separator: " ")
                guard let keyword = words.firstIndex(of: "import"), keyword + 1 < words.count,
                    words[..<keyword].allSatisfy({
                        $0.hasPrefix("@") || ["package", "internal", "private"].contains($0)
                    })
                else { return nil }
                let kinds: Set<Substring> = ["struct", "class", "enum", "func", "protocol", "var"]
                let name = kinds.contains(words[keyword + 1]) ? words.last : words[keyword + 1]
                return name.map { String($0.prefix { $0 != "." }) }
            })
    }
}

/// The project's own files, found from the place of this one.
enum ProjectFiles {
    static let root: URL = {
        // Links are followed, so that the project is found also when the tests lie in a tree of links.
        URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    }()

    static let manifest: String = text("Package.swift")

    static func text(_ name: String) -> String {
        (try? String(contentsOf: root.appendingPathComponent(name), encoding: .utf8)) ?? ""
    }

    /// Every Swift file below `Sources` or `Tests`, with the folder that names its target.
    static func swiftFiles(_ folder: String) -> [SourceFile] {
        let base = root.appendingPathComponent(folder)
        let targets = (try? FileManager.default.contentsOfDirectory(atPath: base.path)) ?? []
        return targets.sorted().flatMap { target in
            let folder = base.appendingPathComponent(target)
            let names = FileManager.default.enumerator(atPath: folder.path)?.allObjects ?? []
            return names.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.sorted()
                .map { name in
                    let text =
                        (try? String(
                            contentsOf: folder.appendingPathComponent(name), encoding: .utf8)) ?? ""
                    return SourceFile(
                        target: target, name: name,
                        lines: text.split(separator: "\n", omittingEmptySubsequences: false)
                            .map(String.init))
                }
        }
    }

    static let sources = swiftFiles("Sources")
    static let tests = swiftFiles("Tests")

    /// What the manifest lists for a target; nil when it does not declare it.
    static func dependencies(of target: String) -> [String]? {
        for pattern in [
            #"library\(\s*"\#(target)"(?:,\s*\[([^\]]*)\])?"#,
            #"executableTarget\(\s*name:\s*"\#(target)",\s*dependencies:\s*\[([^\]]*)\]"#,
        ] {
            guard let expression = try? NSRegularExpression(pattern: pattern),
                let match = expression.firstMatch(
                    in: manifest, range: NSRange(manifest.startIndex..., in: manifest))
            else { continue }
            guard let range = Range(match.range(at: 1), in: manifest) else { return [] }
            return manifest[range].split(separator: "\"").map(String.init)
                .filter { $0.first?.isLetter == true }
        }
        return nil
    }

    /// Targets in the order in which the manifest declares them.
    static let declared: [String] = {
        let pattern =
            #"(?:library|systemLibrary)\(\s*"([\w-]+)"|executableTarget\(\s*name:\s*"([\w-]+)""#
        guard let expression = try? NSRegularExpression(pattern: pattern) else { return [] }
        return expression.matches(
            in: manifest, range: NSRange(manifest.startIndex..., in: manifest)
        ).compactMap { match in
            (1...2).compactMap { Range(match.range(at: $0), in: manifest) }.first
                .map { String(manifest[$0]) }
        }
    }()
}
