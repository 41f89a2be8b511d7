package apply

import (
	"math/rand/v2"
	"sync"
	"time"
)

// canaries is how many steps go one by one before others go beside each other.
const canaries = 5

// A pace says how many steps may be under way. It grows by one after twenty steps
// without complaint and is halved when the service asks to slow down.
type pace struct {
	mu       sync.Mutex
	most     int
	limit    int
	clean    int
	finished int
	gate     Gate // for all writes
}

func newPace(most int) *pace { return &pace{most: max(1, most), limit: 2} }

// admits reports whether one more may be begun, of so many that run and those of them
// that do not just wait.
func (p *pace) admits(running, active int) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.finished < canaries {
		return running == 0
	}
	return active < min(p.limit, p.most) && running < 4*p.most
}

func (p *pace) finish(throttled bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.finished++
	if p.clean++; throttled {
		p.clean = 0
	}
	if p.clean == 20 {
		p.clean, p.limit = 0, min(p.limit+1, p.most)
	}
}

// slow halves the number and lets everybody pause for as long as the service asks, and
// a little more, so that not all come back at once.
func (p *pace) slow(pause time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.limit, p.clean = max(1, p.limit/2), 0
	jitter := time.Duration(rand.Int64N(int64(pause/10 + time.Millisecond)))
	p.gate.Close(pause + jitter)
}
