package template

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// numberFilters are Liquid's for numbers. A number is an integer of 64 bits, or
// a float if it has a point; what is no number is an error.
var numberFilters = map[string]filter{
	"abs":        rounded(func(f float64) float64 { return math.Abs(f) }),
	"ceil":       rounded(math.Ceil),
	"floor":      rounded(math.Floor),
	"round":      {0, 1, round},
	"plus":       arithmetic(plus, func(a, b float64) float64 { return a + b }),
	"minus":      arithmetic(minus, func(a, b float64) float64 { return a - b }),
	"times":      arithmetic(times, func(a, b float64) float64 { return a * b }),
	"divided_by": arithmetic(divided, func(a, b float64) float64 { return a / b }),
	"modulo":     arithmetic(modulo, math.Mod),
	"at_least":   arithmetic(func(a, b int64) (int64, error) { return max(a, b), nil }, math.Max),
	"at_most":    arithmetic(func(a, b int64) (int64, error) { return min(a, b), nil }, math.Min),
}

var (
	errRange = errors.New("the result does not fit into 64 bits")
	errZero  = errors.New("division by zero")
)

// number reads a number: an integer if it is one.
func number(text string) (n int64, f float64, whole bool, err error) {
	text = strings.TrimSpace(text)
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n, float64(n), true, nil
	}
	digits := isNumber(text) && strings.Count(text, ".") == 1 // neither hexadecimal nor infinite
	if f, err = strconv.ParseFloat(text, 64); err != nil || !digits {
		return 0, 0, false, fmt.Errorf("%q is not a number", text)
	}
	return 0, f, false, nil
}

// decimal writes a float, without an exponent.
func decimal(f float64) (string, error) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return "", errRange
	}
	return strconv.FormatFloat(f, 'f', -1, 64), nil
}

// rounded is a filter without arguments, whose result is exact in a float.
func rounded(f func(float64) float64) filter {
	return filter{0, 0, func(s string, _ []string) (string, error) {
		n, v, whole, err := number(s)
		switch {
		case err != nil:
			return "", err
		case whole && (n >= 0 || f(-1) < 0): // ceil and floor leave it as it is
			return strconv.FormatInt(n, 10), nil
		case whole && n == math.MinInt64:
			return "", errRange
		case whole:
			return strconv.FormatInt(-n, 10), nil
		}
		return decimal(f(v))
	}}
}

// arithmetic is a filter with one argument; of two integers it makes one.
func arithmetic(whole func(a, b int64) (int64, error), float func(a, b float64) float64) filter {
	return filter{1, 1, func(s string, args []string) (string, error) {
		a, x, wholeA, err := number(s)
		if err != nil {
			return "", err
		}
		b, y, wholeB, err := number(args[0])
		if err != nil {
			return "", err
		}
		if wholeA && wholeB {
			n, err := whole(a, b)
			return strconv.FormatInt(n, 10), err
		}
		return decimal(float(x, y))
	}}
}

func plus(a, b int64) (int64, error) {
	if sum := a + b; (sum > a) == (b > 0) {
		return sum, nil
	}
	return 0, errRange
}

func minus(a, b int64) (int64, error) {
	if diff := a - b; (diff < a) == (b > 0) {
		return diff, nil
	}
	return 0, errRange
}

func times(a, b int64) (int64, error) {
	if a == 0 || b == 0 {
		return 0, nil
	}
	if product := a * b; product/b == a && (a != -1 || b != math.MinInt64) && (b != -1 || a != math.MinInt64) {
		return product, nil
	}
	return 0, errRange
}

func divided(a, b int64) (int64, error) {
	switch {
	case b == 0:
		return 0, errZero
	case a == math.MinInt64 && b == -1:
		return 0, errRange
	}
	return a / b, nil
}

func modulo(a, b int64) (int64, error) {
	if b == 0 {
		return 0, errZero
	}
	return a % b, nil
}

// maxPlaces bounds what round keeps behind the point: a float has no more.
const maxPlaces = 17

// round rounds to an integer, or to a number of places behind the point.
func round(s string, args []string) (string, error) {
	places := 0
	if len(args) > 0 {
		var err error
		if places, err = strconv.Atoi(args[0]); err != nil || places < 0 || places > maxPlaces {
			return "", fmt.Errorf("%q is not a number of places, 0 to %d", args[0], maxPlaces)
		}
	}
	n, f, whole, err := number(s)
	switch {
	case err != nil:
		return "", err
	case whole:
		return strconv.FormatInt(n, 10), nil
	case places == 0:
		return decimal(math.Round(f))
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(f, 'f', places, 64), 64)
	if err != nil {
		return "", err
	}
	return decimal(rounded)
}
