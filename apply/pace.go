package apply

import (
	"math/rand/v2"
	"sync"
	"time"
)

// canaries is how many steps run one by one before steps run in parallel.
const canaries = 5

// A pace limits how many steps run in parallel. The limit grows by one after twenty steps
// without throttling, and is halved when the service throttles.
type pace struct {
	mu       sync.Mutex
	most     int // the highest limit
	limit    int
	clean    int // steps since the last throttling or change of the limit
	finished int
	throttle Throttle // of all writes
}

func newPace(most int) *pace { return &pace{most: max(1, most), limit: 2} }

// admits reports whether one more step may begin, when so many are running and so many of
// them are active, which means not parked.
func (p *pace) admits(running, active int) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.finished < canaries {
		return running == 0
	}
	return active < min(p.limit, p.most) && running < 4*p.most
}

// finish counts a finished step.
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

// slow halves the limit and pauses all writes for as long as the service asks, and
// a little longer, so that they do not all resume at once.
func (p *pace) slow(pause time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.limit, p.clean = max(1, p.limit/2), 0
	jitter := time.Duration(rand.Int64N(int64(pause/10 + time.Millisecond)))
	p.throttle.Pause(pause + jitter)
}
