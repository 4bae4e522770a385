/**
 * Runs rounds, one after the other. In: how many, and how long new ones may start in a quick run; at least one always runs, so that a busy
 * machine gives a result from fewer rounds instead of none. The full run takes all of them.
 */
export async function inRounds(
  { quick }: { quick: boolean },
  { rounds, quickMs }: { rounds: number; quickMs: number },
  round: () => Promise<void>,
): Promise<void> {
  const since = performance.now()
  for (let taken = 0; taken < rounds; taken++) {
    if (quick && taken > 0 && performance.now() - since > quickMs) return
    await round()
  }
}
