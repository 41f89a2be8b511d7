package convert

import "testing"

func BenchmarkParseGUID(b *testing.B) {
	text := []byte(vector)
	b.ReportAllocs()
	for b.Loop() {
		ParseGUID(text)
	}
}

func BenchmarkParseImmutableID(b *testing.B) {
	text := []byte("2bRnBQ6D80uTz6T14srMPw==")
	b.ReportAllocs()
	for b.Loop() {
		ParseImmutableID(text)
	}
}

func BenchmarkAppendGUID(b *testing.B) {
	g, dst := mustGUID(vector), make([]byte, 0, 64)
	b.ReportAllocs()
	for b.Loop() {
		dst = AppendGUID(dst[:0], g)
	}
}

func BenchmarkAppendImmutableID(b *testing.B) {
	g, dst := mustGUID(vector), make([]byte, 0, 64)
	b.ReportAllocs()
	for b.Loop() {
		dst = AppendImmutableID(dst[:0], g)
	}
}

func BenchmarkRead(b *testing.B) {
	value := Value{Kind: KindGUID, GUID: mustGUID(vector)}
	for _, n := range Notations() {
		text, _ := value.Append(nil, n)
		b.Run(n.String(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Read(text)
			}
		})
	}
}

func BenchmarkAppendAll(b *testing.B) {
	value := Value{Kind: KindGUID, GUID: mustGUID(vector)}
	dst := make([]byte, 0, 2048)
	b.ReportAllocs()
	for b.Loop() {
		dst = dst[:0]
		for n := Auto + 1; n < notationEnd; n++ {
			dst, _ = value.Append(dst, n)
		}
	}
}
