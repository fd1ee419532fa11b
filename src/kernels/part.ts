// Equal shares of what is summed: always as many, whatever the number of threads, because the order of additions depends on it.

/** Where share `part` of `parts` begins in `count` rows, blocks or numbers; share `parts` begins where the last one ends. */
@inline
export function beginOf(part: i32, parts: i32, count: i32): i32 {
  return <i32>(<i64>count * part / parts);
}
