/** What a button of ours carries, so that a tap finds its run again: `autodm:<runId>:<stepId>`, the step being where it leads. */
export const tapPayload = (runId: string, stepId: string): string => `autodm:${runId}:${stepId}`

/** Reads a payload back. Out: null when it is none of ours. */
export function readTap(payload: string | null): { runId: string; stepId: string } | null {
  const parts = /^autodm:([^:]+):(.+)$/s.exec(payload ?? '')
  return parts ? { runId: parts[1]!, stepId: parts[2]! } : null
}
