import Testing

@testable import OutboundPage

@Suite("ReportingLag open pages")
struct ChangeFeedTests {
    @Test("Each hears the newest news, a slow one not all of it; at the end all streams end")
    func tells() async {
        let feed = ChangeFeed()
        let streams = [feed.listen(), feed.listen()].compactMap { $0 }
        for version in 1...3 { feed.tell(.changed(version)) }
        feed.close()
        for stream in streams {
            var heard: [ChangeFeed.News] = []
            for await news in stream { heard.append(news) }
            #expect(heard == [.changed(3)])
        }
        #expect(feed.listen() == nil)
    }

    @Test("There are so many places and no more, and one that is left is free again")
    func places() async {
        let feed = ChangeFeed()
        var streams = (0..<ChangeFeed.most).compactMap { _ in feed.listen() }
        #expect(streams.count == ChangeFeed.most && feed.listen() == nil)
        streams.removeLast()
        #expect(feed.count == ChangeFeed.most - 1 && feed.listen() != nil)
    }
}
