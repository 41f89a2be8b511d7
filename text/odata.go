package text

import "strings"

// QuoteOData returns s as a string literal of OData 4.01 (URL Conventions, 5.1.1.6.1):
// in single quotes, with each single quote in s doubled. In a URL it must be escaped.
func QuoteOData(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
