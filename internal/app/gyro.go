package app

// Gyro is [application.tool.gyro] or [component.<id>.tool.gyro]: what concerns
// gyro alone.
type Gyro struct {
	// Snapshot says whether instances of a component begin after its
	// initialisation; nil leaves it to gyro. Only components have it.
	Snapshot *bool
}

// gyro reads `gyro` of the table `tool`, which plain reads as well.
func (t *table) gyro(ofComponent bool) Gyro {
	var g Gyro
	tool := t.node.fields["tool"]
	if tool == nil || tool.kind != kindTable || tool.fields["gyro"] == nil {
		return g
	}
	gt := t.in(tool.fields["gyro"], "gyro")
	if gt == nil {
		return g
	}
	if ofComponent && gt.node.fields["snapshot"] != nil {
		snapshot := gt.bool("snapshot")
		g.Snapshot = &snapshot
	}
	gt.done()
	return g
}
