// What libphonenumber's `Parse` does with digits, step by step, by the table of its rules.
//
// The library matches a handful of expressions for each number, some 20 µs; here it is a step for each digit. What the
// table cannot tell is left to the library, and so is every number that cannot be read, since only the library says why.

#pragma once

#include "ParsingRules.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace parsing {

using Digits = std::string_view;

// E.164 in its two parts.
struct Parsed {
    int code = 0;
    Digits national;
};

inline bool ends(uint16_t node) { return (parsing_ends[node / 64] >> (node % 64) & 1) != 0; }

inline uint16_t next(uint16_t node, char digit) { return parsing_next[node][digit - '0']; }

// How many digits the longest beginning has that fits; -1 when none does.
inline int longest(uint16_t node, Digits digits) {
    int found = ends(node) ? 0 : -1;
    for (size_t index = 0; index < digits.size() && node != 0; index++) {
        node = next(node, digits[index]);
        if (ends(node)) found = static_cast<int>(index) + 1;
    }
    return found;
}

inline bool fits_whole(uint16_t node, Digits digits) {
    for (size_t index = 0; index < digits.size() && node != 0; index++) node = next(node, digits[index]);
    return ends(node);
}

enum class Length { possible, too_long, other };

inline Length length_of(Digits national, const ParsingRules &rules) {
    size_t length = national.size();
    if (length > 31 || (rules.local_lengths >> length & 1) != 0) return Length::other;
    if ((rules.lengths >> length & 1) != 0) return Length::possible;
    return rules.lengths != 0 && rules.lengths >> length == 0 ? Length::too_long : Length::other;
}

// The rules by what is known of a number.
class Rules {
public:
    Rules() {
        for (const ParsingRules &rules : parsing_rules) {
            const ParsingRules *&main = by_code[static_cast<size_t>(rules.code)];
            if (main == nullptr) main = &rules;
            if (rules.region[0] != '0') by_region[place_of(rules.region)] = &rules;
        }
    }

    const ParsingRules *of_code(int code) const { return by_code[static_cast<size_t>(code)]; }

    // The two letters are capitals.
    const ParsingRules *of_region(const char *region) const { return by_region[place_of(region)]; }

private:
    std::array<const ParsingRules *, 1000> by_code{};
    std::array<const ParsingRules *, 26 * 26> by_region{};

    static size_t place_of(const char *region) {
        return static_cast<size_t>((region[0] - 'A') * 26 + (region[1] - 'A'));
    }
};

// Takes a trunk prefix off. False where the library would put something in its place.
inline bool strip(Digits *national, const ParsingRules &rules) {
    if (rules.rewritten != 0 && longest(rules.rewritten, *national) >= 0) return false;
    if (rules.prefix == 0) return true;
    int prefix = longest(rules.prefix, *national);
    if (prefix <= 0) return true;
    Digits rest = national->substr(static_cast<size_t>(prefix));
    // A number that is one with the prefix stays so, unless it is one without it, too.
    if (fits_whole(rules.general, *national) && !fits_whole(rules.general, rest)) return true;
    *national = rest;
    return true;
}

// The national number of a country, after its prefix was taken off; not if too little would be left.
inline bool finish(Digits national, const ParsingRules &rules, Parsed *parsed) {
    if (national.size() < 2) return false;
    Digits rest = national;
    if (!strip(&rest, rules)) return false;
    parsed->code = rules.code;
    parsed->national = length_of(rest, rules) == Length::other ? national : rest;
    return parsed->national.size() >= 2;
}

// Digits behind `+`, or behind what is dialled for it. No calling code is the beginning of another.
inline bool read_international(Digits digits, const Rules &known, Parsed *parsed) {
    if (digits.size() <= 2 || digits[0] == '0') return false;
    int code = 0;
    for (size_t count = 1; count <= 3 && count < digits.size(); count++) {
        code = code * 10 + (digits[count - 1] - '0');
        const ParsingRules *rules = known.of_code(code);
        if (rules != nullptr) return finish(digits.substr(count), *rules, parsed);
    }
    return false;
}

// Finds out whether digits begin with the region's own calling code, without `+`. False where the library must tell.
inline bool begins_with_code(Digits digits, const ParsingRules &rules, bool *begins, Digits *rest) {
    char code[4];
    size_t length = 0;
    if (rules.code >= 100) code[length++] = static_cast<char>('0' + rules.code / 100);
    if (rules.code >= 10) code[length++] = static_cast<char>('0' + rules.code / 10 % 10);
    code[length++] = static_cast<char>('0' + rules.code % 10);
    *begins = false;
    if (digits.size() < length || std::memcmp(digits.data(), code, length) != 0) return true;
    *rest = digits.substr(length);
    Digits stripped = *rest;
    if (!strip(&stripped, rules)) return false;
    bool is_better = !fits_whole(rules.general, digits) && fits_whole(rules.general, stripped);
    *begins = is_better || length_of(digits, rules) == Length::too_long;
    *rest = stripped;
    return true;
}

// Digits as they are dialled in a region.
inline bool read_in_region(Digits digits, const ParsingRules &rules, const Rules &known, Parsed *parsed) {
    int international = rules.international == 0 ? -1 : longest(rules.international, digits);
    if (international > 0) {
        Digits rest = digits.substr(static_cast<size_t>(international));
        // No calling code begins with 0: what was taken off was something else.
        if (rest.empty() || rest[0] != '0') return read_international(rest, known, parsed);
    }
    bool begins = false;
    Digits rest;
    if (!begins_with_code(digits, rules, &begins, &rest)) return false;
    if (!begins) return finish(digits, rules, parsed);
    const ParsingRules *main = known.of_code(rules.code);
    return main != nullptr && finish(rest, *main, parsed);
}

// Reads digits, perhaps behind a `+`. False for what the library must read.
inline bool read(Digits text, const char *region, const Rules &known, Parsed *parsed) {
    if (!text.empty() && text[0] == '+') return read_international(text.substr(1), known, parsed);
    const ParsingRules *rules = known.of_region(region);
    return rules != nullptr && text.size() > 2 && read_in_region(text, *rules, known, parsed);
}

}  // namespace parsing
