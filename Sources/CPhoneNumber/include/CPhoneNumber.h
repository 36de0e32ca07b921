// libphonenumber, as much of it as callspool asks for, in C: it parses what a table of its own rules cannot. What is in use
// is told by plans of our own, which are younger than the library of a stable system.
//
// Safe to call from several threads at once. The library's tables (about 20 ms) are loaded at the first call.

#ifndef CPHONENUMBER_H
#define CPHONENUMBER_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__clang__)
#define CPHONENUMBER_CLOSED __attribute__((enum_extensibility(closed)))
#else
#define CPHONENUMBER_CLOSED
#endif

/// What became of a text that was read as a telephone number.
enum CPHONENUMBER_CLOSED CPhoneNumberStatus {
    /// A number of its country's numbering plan; this and the next are the only ones with E.164 text.
    CPhoneNumberStatusValid,
    /// Of a length that its country has, and not in its numbering plan as it is known: perhaps it is new.
    CPhoneNumberStatusPossible,
    /// The region is none that the library knows.
    CPhoneNumberStatusUnknownRegion,
    /// No telephone number at all.
    CPhoneNumberStatusNotANumber,
    /// Begins with a country calling code that is not in use.
    CPhoneNumberStatusUnknownCallingCode,
    /// Too few digits for its country.
    CPhoneNumberStatusTooShort,
    /// Too many digits for its country.
    CPhoneNumberStatusTooLong,
    /// A count of digits between the least and the most, but none that its country has.
    CPhoneNumberStatusWrongLength,
    /// Can be dialled within its own area only.
    CPhoneNumberStatusNoAreaCode,
    /// A number with an extension, which E.164 has no place for.
    CPhoneNumberStatusHasExtension,
    /// Letters in a number outside of the North American plan. The library reads them as keys, so that "030 1234 bob"
    /// would be a valid number in Germany, and somebody else's.
    CPhoneNumberStatusHasLetters
};
typedef enum CPhoneNumberStatus CPhoneNumberStatus;

/// The most that `CPhoneNumberRead` writes: `+` and the 15 digits of E.164.
#define CPHONENUMBER_E164_MAX 16

/// Reads a number as it is dialled in a region, and validates it.
///
/// @param text UTF-8, need not end with NUL.
/// @param region two upper-case letters of ISO 3166.
/// @param e164 room for `CPHONENUMBER_E164_MAX` bytes; written only for a valid or possible number, without NUL.
/// @param e164_length how many were written.
CPhoneNumberStatus CPhoneNumberRead(
    const char *text, size_t length, const char region[2], char *e164, size_t *e164_length);

/// The same without any short cut, for tests that prove the short cuts right.
CPhoneNumberStatus CPhoneNumberReadSlowly(
    const char *text, size_t length, const char region[2], char *e164, size_t *e164_length);

/// Whether digits of E.164, without their `+`, are in the numbering plan of their country.
bool CPhoneNumberIsInPlan(const char *digits, size_t length);

/// The version of the numbering plans: that of PyPI's `phonenumbers`, which follows libphonenumber's.
const char *CPhoneNumberPlanVersion(void);

/// Whether the library knows the region.
bool CPhoneNumberKnowsRegion(const char region[2]);

/// The calling code of a region; 0 when the region is unknown.
int CPhoneNumberCallingCode(const char region[2]);

/// The lengths, a bit for each, that national numbers of a region's country calling code can have.
unsigned CPhoneNumberNationalLengths(const char region[2]);

/// A valid number of the region for tests, of a kind from 0 (fixed line, mobile, ...) to 10; false when it has none.
bool CPhoneNumberExample(const char region[2], int kind, char *e164, size_t *e164_length);

#ifdef __cplusplus
}
#endif

#endif
