package render
import ("testing";"os";"time";"io";"hardmatch/plan")
func TestTmp(t *testing.T) {
	doc,_ := os.ReadFile("/tmp/adonly2.json")
	s := time.Now()
	p, err := plan.Parse(doc); if err != nil { t.Fatal(err) }
	t.Log("parse", time.Since(s)); 
	for _, v := range []Voice{Text, CSV, GraphPowerShell} {
	s = time.Now()
	err = Plan(io.Discard, p, v, Options{}); t.Log(v, time.Since(s), err) }
}
