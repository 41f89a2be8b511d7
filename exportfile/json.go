package exportfile

func sniffJSON(f *File, head []byte) (string, error) { return "", nil }

func readJSON(f *File, yield func(*Record, error) bool) {}
