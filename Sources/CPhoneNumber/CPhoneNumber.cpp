#include "CPhoneNumber.h"
#include "NumberingPlan.h"
#include "Parsing.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
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
    const parsing::Rules rules;

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

    uint32_t lengths_of(int code) const { return lengths[static_cast<size_t>(code)]; }

    // Whether a country has numbers of that length.
    bool has_length(int code, size_t length) const {
        return length < 32 && (lengths[static_cast<size_t>(code)] >> length & 1) != 0;
    }

private:
    // By calling code, a bit for each length of a national number; none for a code that is not in use.
    std::array<uint32_t, 1000> lengths{};
    // By the two letters.
    std::array<int, 26 * 26> region_codes{};

    // The library writes to standard output or standard error by default, which are the program's own.
    static const PhoneNumberUtil &quiet_library() {
        PhoneNumberUtil *library = PhoneNumberUtil::GetInstance();
        library->SetLogger(new NullLogger());
        return *library;
    }

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

// A number without the usual marks between its digits, which `Parse` skips as well. Any other character is for `Parse`.
struct Unmarked {
    // What is dialled for a `+` is five digits at most in most places; longer texts are for `Parse`.
    char text[24];
    size_t length = 0;

    Unmarked(const char *written, size_t written_length) {
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

// The short cut: no `Parse`, which takes longer than all the rest. False for what the library must decide, and for what
// it refuses, since it says why.
bool read_shortly(
    const Unmarked &written, const char *region, char *e164, size_t *e164_length, CPhoneNumberStatus *status) {
    parsing::Parsed number;
    if (!parsing::read({written.text, written.length}, region, plan().rules, &number)) return false;
    char text[CPHONENUMBER_E164_MAX] = {'+'};
    char *national = std::to_chars(text + 1, text + 4, number.code).ptr;
    size_t code_length = static_cast<size_t>(national - text) - 1;
    if (code_length + number.national.size() > e164_digits) return false;
    std::memcpy(national, number.national.data(), number.national.size());
    *e164_length = 1 + code_length + number.national.size();
    *status = judged(text + 1, *e164_length - 1, number.code, number.national.size());
    std::memcpy(e164, text, *e164_length);
    return *status == CPhoneNumberStatusValid || *status == CPhoneNumberStatusPossible;
}

}  // namespace

extern "C" {

CPhoneNumberStatus CPhoneNumberRead(
    const char *text, size_t length, const char region[2], char *e164, size_t *e164_length) {
    if (plan().calling_code(region) == 0) return CPhoneNumberStatusUnknownRegion;
    CPhoneNumberStatus status;
    if (read_shortly(Unmarked(text, length), region, e164, e164_length, &status)) return status;
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
