package staging

import (
	"encoding/base64"

	"hardmatch/convert"
	"hardmatch/directory"
)

// anchorOf returns the anchor that the sync service would give the object. It has
// an attribute without a value if this attribute decides and was not exported.
func (s *Stager) anchorOf(o *directory.Object) directory.SourceAnchor {
	useConsistencyGUID := o.ConsistencyGUID.Presence == directory.Present
	switch s.anchor {
	case AnchorAuto:
		if !usesConsistencyGUID(o.Class) {
			useConsistencyGUID = false
		} else if s.mayHaveConsistencyGUID(o) {
			return directory.SourceAnchor{Attribute: directory.AttrConsistencyGUID}
		}
	case directory.AttrObjectGUID:
		useConsistencyGUID = false
	case directory.AttrConsistencyGUID:
		if !useConsistencyGUID {
			return directory.SourceAnchor{}
		}
	default:
		if o.Custom.Presence != directory.Present {
			return directory.SourceAnchor{}
		}
		return directory.SourceAnchor{Attribute: s.anchor, Value: o.Custom.Value}
	}
	switch {
	case useConsistencyGUID:
		return s.base64Anchor(directory.AttrConsistencyGUID, o.ConsistencyGUID.Value)
	case o.ObjectGUID.Presence == directory.Present:
		return s.base64Anchor(directory.AttrObjectGUID, o.ObjectGUID.Value[:])
	case o.OnPremisesImmutableID.Presence == directory.Present: // calculated for the export
		return directory.SourceAnchor{Attribute: "ImmutableId", Value: o.OnPremisesImmutableID.Value}
	}
	return directory.SourceAnchor{}
}

// mayHaveConsistencyGUID reports whether the object may have a
// mS-DS-ConsistencyGuid that the export does not hold. Its anchor may then differ
// from its objectGUID. In a sparse record an absent attribute has no value.
func (s *Stager) mayHaveConsistencyGUID(o *directory.Object) bool {
	p := o.ConsistencyGUID.Presence
	return p == directory.Lost || p == directory.NotExported && !s.sparse && o.ObjectGUID.Presence == directory.Present
}

// usesConsistencyGUID reports whether Entra Connect anchors objects of a class at
// mS-DS-ConsistencyGuid. All other classes keep objectGUID ("Design concepts for
// Entra Connect", sourceAnchor).
func usesConsistencyGUID(c directory.Class) bool {
	return c == directory.User || c == directory.UnknownClass
}

func (s *Stager) base64Anchor(attribute string, octets []byte) directory.SourceAnchor {
	if guid, ok := convert.GUIDFromOctets(octets); ok {
		s.base64 = convert.AppendImmutableID(s.base64[:0], guid)
	} else {
		s.base64 = base64.StdEncoding.AppendEncode(s.base64[:0], octets)
	}
	return directory.SourceAnchor{Attribute: attribute, Value: s.base64}
}
