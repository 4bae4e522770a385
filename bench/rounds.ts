/**
 * Takes rounds, one after the other. In: how many, and for how long new ones may begin in a quick run; at least one is always taken, so
 * that a busy machine gives a figure of fewer rounds instead of none. The full run takes all of them.
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
