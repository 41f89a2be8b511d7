package text

import (
	"fmt"
	"strconv"
)

// Count returns a number and a noun, such as "1 step" or "2 steps".
func Count(n int, thing string) string {
	return fmt.Sprintf("%d %s", n, Plural(n, thing))
}

// Plural returns the noun, with an s unless n is 1.
func Plural(n int, noun string) string {
	if n == 1 {
		return noun
	}
	return noun + "s"
}

// Grouped returns a number, 0 or more, with commas: 1,234,567.
func Grouped(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
