import Testing

@Suite("The sources keep the house's style")
struct TidyTests {
    private static let systemModules: Set<String> = [
        "Swift", "Foundation", "FoundationNetworking", "Glibc", "Synchronization", "Dispatch",
    ]
    /// Targets that may use Foundation; what is on a page's way, and what is pure, does without.
    private static let mayUseFoundation: Set<String> = [
        "Catalog", "EventLog", "Reporting", "AdServer", "broadside", "broadside-bench",
    ]
    /// Targets that neither do I/O nor know a clock, threads or randomness of their own.
    private static let pure: Set<String> = [
        "JSON", "Chronology", "Consent", "Targeting", "Decisioning",
    ]
    /// How often each target steps outside what the compiler proves; each place says why it is sound.
    private static let unproved = ["AdServer": 2, "HTTPServer": 4, "Pacing": 1]

    @Test("there is something to look at")
    func findsTheProject() {
        #expect(ProjectFiles.sources.count > 100)
        #expect(ProjectFiles.tests.count > 30)
        #expect(ProjectFiles.declared.contains("Targeting"))
        #expect(ProjectFiles.dependencies(of: "Targeting") == ["Catalog"])
        #expect(ProjectFiles.dependencies(of: "Chronology") == [])
        #expect(ProjectFiles.dependencies(of: "broadside")?.contains("AdServer") == true)
        let writer = ProjectFiles.sources.first { $0.name == "PageContext.swift" }
        #expect(writer?.imports == ["Catalog"])
    }

    @Test("imports are those that the manifest lists for the target")
    func imports() {
        for file in ProjectFiles.sources {
            guard let listed = ProjectFiles.dependencies(of: file.target) else {
                Issue.record("\(file.target) is not in the manifest")
                continue
            }
            let extra = file.imports.subtracting(listed).subtracting(Self.systemModules)
            #expect(extra.isEmpty, "\(file.testDescription) imports \(extra.sorted())")
        }
    }

    @Test("targets depend on targets above them only, and use what they list")
    func dependencies() {
        for (position, target) in ProjectFiles.declared.enumerated() {
            let listed = ProjectFiles.dependencies(of: target) ?? []
            let above = ProjectFiles.declared[..<position]
            for dependency in listed {
                #expect(above.contains(dependency), "\(target) lists \(dependency) below it")
            }
            let used = ProjectFiles.sources.filter { $0.target == target }
                .reduce(into: Set<String>()) { $0.formUnion($1.imports) }
            let idle = Set(listed).subtracting(used)
            #expect(idle.isEmpty, "\(target) lists but does not import \(idle.sorted())")
        }
    }

    @Test("Foundation stays in the targets that are allowed it, and pure targets stay pure")
    func foundation() {
        for file in ProjectFiles.sources {
            let system = file.imports.intersection(Self.systemModules)
            if !Self.mayUseFoundation.contains(file.target) {
                #expect(
                    system.isDisjoint(with: ["Foundation", "FoundationNetworking"]),
                    "\(file.testDescription)")
            }
            if Self.pure.contains(file.target) {
                #expect(system.isEmpty, "\(file.testDescription) imports \(system.sorted())")
            }
        }
    }

    @Test("files have at most 500 lines")
    func sizes() {
        for file in ProjectFiles.sources + ProjectFiles.tests {
            #expect(file.lines.count <= 501, "\(file.testDescription): \(file.lines.count) lines")
        }
    }

    @Test("functions have at most 70 lines")
    func functions() {
        for file in ProjectFiles.sources {
            var start: (line: Int, indent: Int)?
            for (number, line) in file.code.enumerated() {
                let indent = line.prefix { $0 == " " }.count
                let words = line.split(whereSeparator: { " (<".contains($0) })
                if start == nil, words.contains("func") || words.contains("init") {
                    start = (number, indent)
                } else if let open = start, indent == open.indent,
                    line.dropFirst(indent).hasPrefix("}")
                {
                    #expect(
                        number - open.line < 70,
                        "\(file.testDescription):\(open.line + 1) has \(number - open.line + 1) lines"
                    )
                    start = nil
                }
            }
        }
    }

    @Test("every file says what its main type is for")
    func documentation() {
        let kinds = ["struct", "class", "enum", "protocol", "actor", "typealias"]
        for file in ProjectFiles.sources where file.name != "main.swift" {
            let base = file.name.dropLast(".swift".count).split(separator: "/").last ?? ""
            let main = String(base.prefix { $0 != "+" })
            let declaration = file.lines.firstIndex { line in
                let words = line.split(whereSeparator: { " <:{(".contains($0) })
                guard !line.hasPrefix(" "), let name = words.firstIndex(of: Substring(main)),
                    name > 0
                else { return false }
                return kinds.contains(String(words[name - 1]))
            }
            guard let declaration else {
                #expect(
                    file.lines.contains { $0.drop { $0 == " " }.hasPrefix("///") },
                    "\(file.testDescription) explains nothing")
                continue
            }
            let above = file.lines[..<declaration].last { !$0.hasPrefix("@") } ?? ""
            #expect(above.hasPrefix("///"), "\(file.testDescription): \(main) has no comment")
        }
    }

    @Test("what the compiler cannot prove is counted, and explained beside it")
    func unproved() {
        var counts: [String: Int] = [:]
        for file in ProjectFiles.sources {
            for (number, line) in file.code.enumerated()
            where line.contains("@unchecked Sendable") || line.contains("nonisolated(unsafe)") {
                counts[file.target, default: 0] += 1
                let around = file.lines[max(0, number - 3)...min(file.lines.count - 1, number + 3)]
                #expect(
                    around.contains { $0.contains("//") },
                    "\(file.testDescription):\(number + 1) does not say why it is sound")
            }
        }
        #expect(counts == Self.unproved)
    }

    @Test("nothing is public, forced, or left for later")
    func forbiddenCode() {
        let words: Set<String> = ["public", "open", "fatalError", "try!", "as!"]
        for file in ProjectFiles.sources {
            for (number, line) in file.code.enumerated() {
                let found = line.split(whereSeparator: { " (){},".contains($0) }).map(String.init)
                for word in found where words.contains(word) {
                    // A call of the system's `open` is no access level.
                    if word == "open", !line.contains("open class"), !line.contains("open func") {
                        continue
                    }
                    Issue.record("\(file.testDescription):\(number + 1): \(word)")
                }
            }
            for (number, line) in file.lines.enumerated() {
                for mark in ["TO" + "DO", "FIX" + "ME", "XX" + "X:"] where line.contains(mark) {
                    Issue.record("\(file.testDescription):\(number + 1): \(mark)")
                }
            }
        }
    }

    @Test("no file names a place on the machine that it was written on")
    func machinePaths() {
        let places = ["/" + "work/", "/" + "root/", "/" + "home/", ".." + "/shared"]
        var texts = (ProjectFiles.sources + ProjectFiles.tests).map {
            ($0.testDescription, $0.lines.joined(separator: "\n"))
        }
        for name in [
            "Package.swift", "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "Makefile",
            "Campaigns/site.json",
        ] { texts.append((name, ProjectFiles.text(name))) }
        for (name, text) in texts {
            for place in places where text.contains(place) {
                Issue.record("\(name) mentions \(place)")
            }
        }
    }

    @Test("tests are Swift Testing's, and every suite and test is named by a sentence")
    func tests() {
        for file in ProjectFiles.tests {
            #expect(!file.imports.contains("XCTest"), "\(file.testDescription)")
            for (number, line) in file.lines.enumerated() {
                let text = line.drop { $0 == " " }
                let isBare = text.hasPrefix("@Test") && !text.hasPrefix("@Test(")
                #expect(!isBare, "\(file.testDescription):\(number + 1) has no name")
            }
        }
    }
}
