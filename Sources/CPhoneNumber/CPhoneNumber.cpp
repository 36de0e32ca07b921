#include "CPhoneNumber.h"
#include "NumberingPlan.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <list>
#include <set>
#include <string>

#include <phonenumbers/logger.h>
#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumberutil.h>

namespace {

using i18n::phonenumbers::NullLogger;
using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

constexpr int north_america = 1;

// E.164 allows no more, though the library reads longer national numbers.
constexpr size_t e164_digits = 15;

bool is_digit(char character) { return character >= '0' && character <= '9'; }

bool is_letter(char character) { return (character | 0x20) >= 'a' && (character | 0x20) <= 'z'; }

bool all_digits(const char *text, size_t length) { return std::all_of(text, text + length, is_digit); }

// A walk through the numbering plans, one step for each digit of E.164.
bool is_in_plan(const char *digits, size_t length) {
    uint16_t node = 1;
    for (size_t index = 0; index < length && node != 0; index++) node = plan_next[node][digits[index] - '0'];
    return (plan_ends[node / 64] >> (node % 64) & 1) != 0;
}

// What is looked up for every number, taken out of the library once.
class Plan {
public:
    const PhoneNumberUtil &library;

    Plan() : library(quiet_library()) {
        for (const PlanLengths &plan : plan_lengths) lengths[static_cast<size_t>(plan.code)] = plan.lengths;
        std::set<std::string> regions;
        library.GetSupportedRegions(&regions);
        for (const std::string &region : regions) {
            int place = place_of(region.data());
            if (place >= 0) region_codes[static_cast<size_t>(place)] = library.GetCountryCodeForRegion(region);
        }
    }

    // 0 for a region that the library does not know.
    int calling_code(const char *region) const {
        int place = place_of(region);
        return place < 0 ? 0 : region_codes[static_cast<size_t>(place)];
    }

    // Whether `Parse` may take something off the front of a national number that begins so.
    bool may_begin_with_prefix(int code, char first) const {
        auto place = static_cast<size_t>(code);
        uint16_t known = prefixes[place].load(std::memory_order_relaxed);
        if (known == 0) {
            known = prefixes_of(code);
            prefixes[place].store(known, std::memory_order_relaxed);
        }
        return (known & bit(first)) != 0;
    }

    bool knows(int code) const { return lengths[static_cast<size_t>(code)] != 0; }

    uint32_t lengths_of(int code) const { return lengths[static_cast<size_t>(code)]; }

    // Whether a country has numbers of that length.
    bool has_length(int code, size_t length) const {
        return length < 32 && (lengths[static_cast<size_t>(code)] >> length & 1) != 0;
    }

private:
    // By calling code, a bit for each length of a national number; none for a code that is not in use.
    std::array<uint32_t, 1000> lengths{};
    // By calling code: a bit for each digit that `Parse` may take off: 0, what its regions' trunk prefixes begin with
    // (8 in Belarus), and what it is seen to take off an example (1 in Mexico, which the library tells in no other
    // way). Found out when the code is first met; two threads that do it at once find the same.
    mutable std::array<std::atomic<uint16_t>, 1000> prefixes{};
    static constexpr uint16_t prefixes_known = 1 << 15;
    // By the two letters.
    std::array<int, 26 * 26> region_codes{};

    // The library writes to standard output or standard error by default, which are the program's own.
    static const PhoneNumberUtil &quiet_library() {
        PhoneNumberUtil *library = PhoneNumberUtil::GetInstance();
        library->SetLogger(new NullLogger());
        return *library;
    }

    uint16_t prefixes_of(int code) const {
        // Known without asking 25 regions.
        if (code == north_america) return prefixes_known | bit('0') | bit('1');
        std::list<std::string> regions;
        library.GetRegionCodesForCountryCallingCode(code, &regions);
        uint16_t found = prefixes_known | bit('0');
        for (const std::string &region : regions) {
            std::string trunk;
            library.GetNddPrefixForRegion(region, true, &trunk);
            if (!trunk.empty() && is_digit(trunk[0])) found |= bit(trunk[0]);
            PhoneNumber example;
            if (!library.GetExampleNumber(region, &example)) continue;
            for (char digit = '1'; digit <= '9'; digit++) {
                if (is_taken_off(digit, example)) found |= bit(digit);
            }
        }
        return found;
    }

    bool is_taken_off(char digit, const PhoneNumber &example) const {
        std::string national;
        library.GetNationalSignificantNumber(example, &national);
        PhoneNumber parsed;
        std::string text = "+" + std::to_string(example.country_code()) + digit + national;
        auto error = library.Parse(text, "ZZ", &parsed);
        return error == PhoneNumberUtil::NO_PARSING_ERROR && parsed.national_number() == example.national_number();
    }

    static uint16_t bit(char digit) { return static_cast<uint16_t>(1 << (digit - '0')); }

    static int place_of(const char *region) {
        if (region[0] < 'A' || region[0] > 'Z' || region[1] < 'A' || region[1] > 'Z') return -1;
        return (region[0] - 'A') * 26 + (region[1] - 'A');
    }
};

// Never destroyed: another thread may still read numbers while the program exits.
const Plan &plan() {
    static const Plan *const only = new Plan;
    return *only;
}

CPhoneNumberStatus status_of(PhoneNumberUtil::ErrorType error) {
    switch (error) {
    case PhoneNumberUtil::NO_PARSING_ERROR: return CPhoneNumberStatusValid;
    case PhoneNumberUtil::INVALID_COUNTRY_CODE_ERROR: return CPhoneNumberStatusUnknownCallingCode;
    case PhoneNumberUtil::NOT_A_NUMBER: return CPhoneNumberStatusNotANumber;
    case PhoneNumberUtil::TOO_SHORT_AFTER_IDD: return CPhoneNumberStatusTooShort;
    case PhoneNumberUtil::TOO_SHORT_NSN: return CPhoneNumberStatusTooShort;
    case PhoneNumberUtil::TOO_LONG_NSN: return CPhoneNumberStatusTooLong;
    }
    return CPhoneNumberStatusNotANumber;
}

CPhoneNumberStatus why_not_possible(const PhoneNumber &number) {
    switch (plan().library.IsPossibleNumberWithReason(number)) {
    case PhoneNumberUtil::IS_POSSIBLE: return CPhoneNumberStatusWrongLength;
    case PhoneNumberUtil::IS_POSSIBLE_LOCAL_ONLY: return CPhoneNumberStatusNoAreaCode;
    case PhoneNumberUtil::INVALID_COUNTRY_CODE: return CPhoneNumberStatusUnknownCallingCode;
    case PhoneNumberUtil::TOO_SHORT: return CPhoneNumberStatusTooShort;
    case PhoneNumberUtil::INVALID_LENGTH: return CPhoneNumberStatusWrongLength;
    case PhoneNumberUtil::TOO_LONG: return CPhoneNumberStatusTooLong;
    }
    return CPhoneNumberStatusWrongLength;
}

// Whether a number is in the plan; else whether its country has numbers of its length. `digits` is E.164 without `+`.
CPhoneNumberStatus judged(const char *digits, size_t length, int code, size_t national_length) {
    if (length > e164_digits) return CPhoneNumberStatusTooLong;
    if (is_in_plan(digits, length)) return CPhoneNumberStatusValid;
    return plan().has_length(code, national_length) ? CPhoneNumberStatusPossible : CPhoneNumberStatusWrongLength;
}

// Judges a number that the library has parsed, and writes it when it can be dialled.
CPhoneNumberStatus written(const PhoneNumber &number, char *e164, size_t *e164_length) {
    std::string text, national;
    plan().library.Format(number, PhoneNumberUtil::E164, &text);
    plan().library.GetNationalSignificantNumber(number, &national);
    auto status = judged(text.data() + 1, text.size() - 1, number.country_code(), national.size());
    if (status == CPhoneNumberStatusWrongLength) return why_not_possible(number);
    if (status == CPhoneNumberStatusTooLong) return status;
    std::memcpy(e164, text.data(), text.size());
    *e164_length = text.size();
    return status;
}

// Ten digits of the North American plan. There a national number never begins with 0 or 1, and the prefix that `Parse`
// would take off is 1, so that what is not valid here is not valid after `Parse` either.
bool is_north_american(const char *digits, size_t length) { return length == 10 && digits[0] >= '2'; }

// The short cut for digits of E.164, without their `+`: no `Parse`, which takes longer than all the rest. Returns false
// for what `Parse` must decide: a national number that may begin with a prefix (Italy's 0 belongs to the number,
// Britain's does not), and a number that is not in the plan as it stands.
bool read_digits(const char *digits, size_t length, size_t code_length, int code, CPhoneNumberStatus *status) {
    const char *national = digits + code_length;
    size_t national_length = length - code_length;
    if (national_length < 2 || plan().may_begin_with_prefix(code, national[0])) return false;
    *status = judged(digits, length, code, national_length);
    return *status == CPhoneNumberStatusValid || (code == north_america && is_north_american(national, national_length));
}

// Finds the calling code: no calling code is the beginning of another, so the first that fits is the one.
bool read_e164(const char *text, size_t length, CPhoneNumberStatus *status) {
    if (length < 4 || length > 16 || text[0] != '+' || text[1] == '0') return false;
    if (!all_digits(text + 1, length - 1)) return false;
    int code = 0;
    for (size_t digits = 1; digits <= 3; digits++) {
        code = code * 10 + (text[digits] - '0');
        if (plan().knows(code)) return read_digits(text + 1, length - 1, digits, code, status);
    }
    return false;
}

// A number without the usual marks between its digits, which `Parse` skips as well. Any other character is for `Parse`.
struct Digits {
    char text[16];
    size_t length = 0;

    Digits(const char *written, size_t written_length) {
        for (size_t index = 0; index < written_length; index++) {
            char character = written[index];
            bool kept = is_digit(character) || (character == '+' && index == 0);
            if (kept && length < sizeof(text)) {
                text[length++] = character;
            } else if (kept || std::strchr(" -.()", character) == nullptr || character == 0) {
                length = 0;
                return;
            }
        }
    }
};

// `6175551234` and `16175551234` in a region of the North American plan.
bool read_north_american(const char *text, size_t length, char *e164, size_t *e164_length, CPhoneNumberStatus *status) {
    if (length == 11 && text[0] == '1') {
        text++;
        length--;
    }
    if (!is_north_american(text, length) || !all_digits(text, length)) return false;
    char digits[11] = {'1'};
    std::memcpy(digits + 1, text, length);
    if (!read_digits(digits, length + 1, 1, north_america, status)) return false;
    e164[0] = '+';
    std::memcpy(e164 + 1, digits, length + 1);
    *e164_length = length + 2;
    return true;
}

}  // namespace

extern "C" {

CPhoneNumberStatus CPhoneNumberRead(
    const char *text, size_t length, const char region[2], char *e164, size_t *e164_length) {
    CPhoneNumberStatus status;
    int code = plan().calling_code(region);
    if (code == 0) return CPhoneNumberStatusUnknownRegion;
    Digits digits(text, length);
    if (read_e164(digits.text, digits.length, &status)) {
        std::memcpy(e164, digits.text, digits.length);
        *e164_length = digits.length;
        return status;
    }
    bool here = code == north_america;
    if (here && read_north_american(digits.text, digits.length, e164, e164_length, &status)) return status;
    return CPhoneNumberReadSlowly(text, length, region, e164, e164_length);
}

CPhoneNumberStatus CPhoneNumberReadSlowly(
    const char *text, size_t length, const char region[2], char *e164, size_t *e164_length) {
    const PhoneNumberUtil &library = plan().library;
    if (plan().calling_code(region) == 0) return CPhoneNumberStatusUnknownRegion;
    PhoneNumber number;
    auto error = library.Parse(std::string(text, length), std::string(region, 2), &number);
    if (error != PhoneNumberUtil::NO_PARSING_ERROR) return status_of(error);
    if (number.has_extension()) return CPhoneNumberStatusHasExtension;
    if (number.country_code() != north_america && std::any_of(text, text + length, is_letter)) {
        return CPhoneNumberStatusHasLetters;
    }
    return written(number, e164, e164_length);
}

bool CPhoneNumberIsInPlan(const char *digits, size_t length) {
    return length <= e164_digits && all_digits(digits, length) && is_in_plan(digits, length);
}

const char *CPhoneNumberPlanVersion(void) { return plan_version; }

bool CPhoneNumberKnowsRegion(const char region[2]) { return plan().calling_code(region) != 0; }

int CPhoneNumberCallingCode(const char region[2]) { return plan().calling_code(region); }

unsigned CPhoneNumberNationalLengths(const char region[2]) { return plan().lengths_of(plan().calling_code(region)); }

bool CPhoneNumberExample(const char region[2], int kind, char *e164, size_t *e164_length) {
    if (plan().calling_code(region) == 0 || kind < 0 || kind > PhoneNumberUtil::VOICEMAIL) return false;
    PhoneNumber number;
    auto type = static_cast<PhoneNumberUtil::PhoneNumberType>(kind);
    if (!plan().library.GetExampleNumberForType(std::string(region, 2), type, &number)) return false;
    return written(number, e164, e164_length) == CPhoneNumberStatusValid;
}

}
