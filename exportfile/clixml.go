package exportfile

func sniffCLIXML(f *File, head []byte) (string, error) { return "", nil }

func readCLIXML(f *File, yield func(*Record, error) bool) {}
