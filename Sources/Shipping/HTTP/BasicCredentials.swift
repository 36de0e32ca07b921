internal import Foundation

/// The value of a field that carries a user name and a password (RFC 7617).
func basic(_ credentials: String) -> String {
    "Basic " + Data(credentials.utf8).base64EncodedString()
}
