package directory

// The attributes that the source anchor of an on-premises object normally comes from, and the
// one that has the source anchor of a cloud object.
const (
	AttrObjectGUID            = "objectGUID"
	AttrConsistencyGUID       = "mS-DS-ConsistencyGuid"
	AttrOnPremisesImmutableID = "onPremisesImmutableId"
)

// A SourceAnchor is the value by which the sync service identifies an object permanently.
// Value is the text that reaches Entra ID as onPremisesImmutableId: the Base64 of a binary
// attribute, or a string attribute unchanged. Its case is significant. The zero value means
// that the object has none, or that it was not exported.
type SourceAnchor struct {
	Attribute string
	Value     []byte
}
