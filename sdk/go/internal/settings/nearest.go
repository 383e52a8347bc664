package settings

import "strings"

// Up to this length a word that is another in two letters is another word.
const short = 5

// nearest is the candidate that somebody who wrote a word most likely meant; empty where none is like it. Capitals, - and _ do not count.
func nearest(word string, candidates []string) (found string) {
	written, least := letters(word), 3
	for _, candidate := range candidates {
		most := 1
		if len(candidate) > short {
			most = 2
		}
		meant := letters(candidate)
		// Each letter more is one at least.
		if len(written) > len(meant)+most {
			continue
		}
		if away := distance(written, meant); away <= most && away < least {
			found, least = candidate, away
		}
	}
	return found
}

func letters(word string) []rune {
	return []rune(strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(word)))
}

// distance is the optimal string alignment distance: letters that are missing, one too many, another, or in the wrong order.
func distance(a, b []rune) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			replaced := rows[i-1][j-1]
			if a[i-1] != b[j-1] {
				replaced++
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, replaced)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
