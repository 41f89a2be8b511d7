package match

import "hardmatch/directory"

// A Reader unpacks the objects of a model into memory that it reuses. It is for one
// goroutine.
type Reader struct{ onPremises, cloud *directory.Reader }

// NewReader returns a reader of the objects of both sides.
func (m *Model) NewReader() *Reader {
	return &Reader{onPremises: m.OnPremises.NewReader(), cloud: m.Cloud.NewReader()}
}

// Object returns an object. It is valid until the next call of a method of the reader.
func (r *Reader) Object(ref Ref) *directory.Object { return r.of(ref).Object(ref.Number()) }

// Head is Object without the values of attributes that can have several. It takes half the
// time.
func (r *Reader) Head(ref Ref) *directory.Object { return r.of(ref).Head(ref.Number()) }

func (r *Reader) of(ref Ref) *directory.Reader {
	if ref.IsCloud() {
		return r.cloud
	}
	return r.onPremises
}
