package diagnose

type pass struct{}
