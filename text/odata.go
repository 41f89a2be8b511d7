package text

import "strings"

// QuoteOData returns s as a string literal of OData 4.01 (URL Conventions, 5.1.1.6.1):
// in single quotes, of which each in s is doubled. Nothing else ends it. In a URL it has
// to be escaped.
func QuoteOData(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
