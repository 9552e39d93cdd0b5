package schema

// Group binds a list of records that have fields of their own.
func Group[T any](name string, to *[]T, fields func(*T) []Field) Field {
	return Field{name: name, kind: KindGroup,
		set: func(f Field, in []string) *Fault { *to = nil; return nil },
		rows: func(n int) [][]Field {
			if n >= 0 {
				*to = make([]T, n)
			}
			rows := make([][]Field, len(*to))
			for i := range *to {
				rows[i] = fields(&(*to)[i])
			}
			return rows
		}}
}

// Record binds one nested record.
func Record(name string, fields []Field) Field {
	return Field{name: name, kind: KindRecord,
		set:  func(Field, []string) *Fault { return nil },
		rows: func(int) [][]Field { return [][]Field{fields} }}
}
