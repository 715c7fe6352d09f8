import Testing

@testable import Catalog

@Suite("Origins")
struct OriginTests {
    @Test(
        "Origins take the form of the Origin header",
        arguments: [
            ("https://news.example", "https://news.example"),
            ("HTTPS://News.Example", "https://news.example"),
            ("https://news.example:443", "https://news.example"),
            ("http://news.example:80", "http://news.example"),
            ("http://news.example:443", "http://news.example:443"),
            ("http://localhost:8080", "http://localhost:8080"),
            ("http://127.0.0.1", "http://127.0.0.1"),
        ])
    func normalized(_ text: String, _ origin: String) {
        #expect(Origin.normalized(text) == origin)
        #expect(Origin.normalized(origin) == origin)
    }

    @Test(
        "Anything more or less is no origin",
        arguments: [
            "", "news.example", "https://", "https://news.example/", "https://news.example/a",
            "https://*.example",
            "ftp://news.example", "https://news.example:", "https://news.example:0", "https://a@b",
            "null", "*",
            "https://néws.example", "https://news.example?", "file:///a",
        ])
    func refused(_ text: String) {
        #expect(Origin.normalized(text) == nil)
    }
}
