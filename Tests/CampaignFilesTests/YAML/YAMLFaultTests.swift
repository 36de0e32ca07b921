import Testing

@Suite("YAML's faults in words, with their place")
struct YAMLFaultTests {
    @Test(
        "each says what is wrong and what to do",
        arguments: [
            ("numbers:\n\t- 1\n", "2:1: error: a tab cannot indent; use spaces"),
            ("ani: @1\n", "1:6: error: a text cannot begin with `@`; put the text in quotes"),
            ("ani: 1: 2\n", "1:7: error: a `:` cannot stand here; put the text in quotes, or check the indentation"),
            (
                "ani: 1\nnumbers\n- 1\n",
                "2:1: error: this line is not a `key: value`; add the colon and a space, or put the text in quotes"
            ),
            (
                "ani: - 1\n",
                "1:6: error: a `- ` cannot stand here; put it on a separate line, below its key"
            ),
            (
                "numbers:\n  - 1\n  b: 2\n",
                "3:3: error: this is not an entry of the list that begins at 2:3; begin it with `- `, or indent it as the keys are"
            ),
            (
                "numbers: [1, 2\nani: 3\n",
                "2:4: error: the list opened with `[` at 1:10 is not closed; put a `,` between its items and a `]` at its end"
            ),
            (
                "limits: {a: 1\nani: 3\n",
                "2:4: error: the map opened with `{` at 1:9 is not closed; put a `,` between its keys and a `}` at its end"
            ),
            ("ani: \"1\nnumbers: [2]\n", "1:6: error: the quotes opened here are never closed; close them"),
            (
                "ani: \"a\\qb\"\n",
                "1:8: error: this escape is not known between double quotes; write `\\\\` for a backslash, or use single quotes"
            ),
            ("ani: * 1\n", "1:7: error: a text cannot begin with `*` or `&`; put the text in quotes"),
            ("ani: !x!y 1\n", "1:6: error: tags (`!…`) are not taken; put the text in quotes"),
            ("numbers: [1]\n---\nnumbers: [2]\n", "2:1: error: a second document begins here; make a file of each"),
            (
                "numbers: [1]\n...\n%YAML 2.0\n---\n",
                "3:1: error: this YAML version is not known; remove the `%YAML` line"
            ),
            (
                "- 1\n- 2\n",
                "1:1: error: a campaign file is a map of keys, and this is a list; write `numbers:` above, and the list below"
            ),
            (
                "2125550101\n2125550102\n",
                "1:1: error: a campaign file is a map of keys, and this is text; write `numbers:` above, and the list below"
            ),
        ]
    )
    func words(text: String, expected: String) throws {
        let errors = try WholeFile(text).errors
        #expect(errors.contains(expected), "\(errors)")
    }
}
