package match_test

import (
	"fmt"
	"testing"

	"hardmatch/directory"
	"hardmatch/match"
	"hardmatch/match/modeltest"
)

// The time for each user must not grow with their number: compare ns/user.
func BenchmarkSimulate(b *testing.B) {
	for _, n := range []int{10_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			m := joinedModel(n)
			b.ReportAllocs()
			for b.Loop() {
				match.Simulate(m)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/user")
		})
	}
}

// joinedModel returns a model with n users on each side. A tenth of the on-premises users are
// new, and the others are joined.
func joinedModel(n int) match.Model {
	m := modeltest.New("joined").Model
	for i := range n {
		name, like := fmt.Sprintf("u%d", i), fmt.Sprintf("u%d", i)
		if i%10 == 0 {
			like = "x" + like
		}
		address := name + "@contoso.com"
		ad, _ := modeltest.Object(directory.OnPremises, []string{name, "upn=" + address, "proxy=SMTP:" + address + ",smtp:a." + address}, i)
		user, _ := modeltest.Object(directory.Cloud, []string{"c" + name, "like=" + like, "synced=true", "upn=" + like + "@contoso.com", "proxy=SMTP:" + like + "@contoso.com"}, i)
		m.OnPremises.Add(ad)
		m.Cloud.Add(user)
	}
	return m
}
