package httpapi

import (
	"bytes"
	lru "container/list"
	"sync"
	"sync/atomic"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// question is all that an anonymous answer depends on, but for the state of the database.
type question struct {
	path, raw, query string
	accept, language string
	day              int64 // since 1970, UTC: a status or coverage of today is another one tomorrow
}

func (q question) size() int64 {
	return int64(len(q.path) + len(q.raw) + len(q.query) + len(q.accept) + len(q.language))
}

// reply is an answer as it was given, to be given again.
type reply struct {
	version uint64
	lines   []headerLine
	vary    []string
	tag     string
	media   []string // of the body
	body    []byte
	coded   [2]atomic.Pointer[[]byte]
}

// headerLine is a header as [http.Header] holds it.
type headerLine struct {
	name   string
	values []string
}

// overhead is about what a reply takes beside its bytes.
const overhead = 1 << 10

func (r *reply) size() int64 {
	n := len(r.body) + overhead
	for i := range r.coded {
		if b := r.coded[i].Load(); b != nil {
			n += len(*b)
		}
	}
	return int64(n)
}

// kept holds replies up to so many bytes in all. What was asked for longest ago goes first. Of several who ask the same
// at once, one works the answer out.
type kept struct {
	most, each int64

	mu    sync.Mutex
	all   map[question]*lru.Element // of *keptReply
	order *lru.List                 // the last asked for first
	bytes int64
	under map[question]*flight
}

type keptReply struct {
	question
	reply *reply
	bytes int64 // as counted
}

// flight is an answer that is being worked out for all who ask for it meanwhile.
type flight struct {
	question
	version uint64
	had     map[string]int // how many lines each header had before
	done    chan struct{}

	// To be read when it is done. reply is nil where it cannot be shared; left tells that this is so only because who
	// asked first has left.
	reply *reply
	left  bool
}

// keptShare is the part of all bytes that one reply may take.
const keptShare = 16

func newKept(most int64) *kept {
	return &kept{most: most, each: most / keptShare, all: map[question]*lru.Element{}, order: lru.New(), under: map[question]*flight{}}
}

// find returns the reply to a question in a state of the database. Where there is none it returns the flight that will
// bring it, and whether it is the caller's to fly.
func (k *kept) find(q question, version uint64) (r *reply, f *flight, leads bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if e, ok := k.all[q]; ok {
		held, _ := e.Value.(*keptReply)
		if held.reply.version == version {
			k.order.MoveToFront(e)
			return held.reply, nil, false
		}
		k.drop(e)
	}
	if f := k.under[q]; f != nil && f.version == version {
		return nil, f, false
	}
	f = &flight{question: q, version: version, done: make(chan struct{})}
	k.under[q] = f
	return nil, f, true
}

// land ends a flight, and keeps what it brought.
func (k *kept) land(f *flight) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.under[f.question] == f {
		delete(k.under, f.question)
		if f.reply != nil {
			k.put(f.question, f.reply)
		}
	}
	close(f.done)
}

func (k *kept) put(q question, r *reply) {
	size := r.size() + q.size()
	if size > k.each {
		return
	}
	if e, ok := k.all[q]; ok {
		k.drop(e)
	}
	k.all[q] = k.order.PushFront(&keptReply{q, r, size})
	k.bytes += size
	k.shrink()
}

func (k *kept) shrink() {
	for k.bytes > k.most && k.order.Len() > 0 {
		k.drop(k.order.Back())
	}
}

func (k *kept) drop(e *lru.Element) {
	held, _ := k.order.Remove(e).(*keptReply)
	delete(k.all, held.question)
	k.bytes -= held.bytes
}

// grown counts anew a reply that has taken on another form.
func (k *kept) grown(q question, r *reply) {
	k.mu.Lock()
	defer k.mu.Unlock()
	e, ok := k.all[q]
	if !ok {
		return
	}
	if held, _ := e.Value.(*keptReply); held.reply == r {
		size := r.size() + q.size()
		k.bytes += size - held.bytes
		held.bytes = size
		k.shrink()
	}
}

// The content codings, as indexes of reply.coded.
const (
	codedGzip = iota
	codedZstd
)

var codings = [...]string{"gzip", "zstd"}

// in returns the body in a coding. made tells that it is so for the first time.
func (r *reply) in(coding int) (body []byte, made bool) {
	if b := r.coded[coding].Load(); b != nil {
		return *b, false
	}
	body = compressed(coding, r.body)
	r.coded[coding].Store(&body)
	return body, true
}

// zstdEncoder serves everybody: EncodeAll may be called by many at once.
var zstdEncoder = sync.OnceValue(func() *zstd.Encoder {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithLowerEncoderMem(true))
	if err != nil {
		panic(err) // the options are constants
	}
	return enc
})

func compressed(coding int, body []byte) []byte {
	if coding == codedZstd {
		return zstdEncoder().EncodeAll(body, nil)
	}
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write(body) // a buffer takes everything
	_ = w.Close()
	return out.Bytes()
}
