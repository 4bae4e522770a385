import { everyWorkspace, type Change } from './wake.ts'

/** Beyond these numbers less is remembered: then any account, and any workspace, may be concerned. */
const changesAtMost = 500
const accountsAtMost = 20

/** The changes of a moment, each topic of a workspace once. */
export type Gathered = {
  add(change: Change): void
  /** Everything since the last call. */
  take(): Change[]
}

export function gatherChanges(): Gathered {
  let kept = new Map<string, Change>()
  return {
    add({ topic, workspaceId, accountIds }) {
      const key = `${topic} ${workspaceId}`
      const known = kept.get(key)
      if (!known && kept.size >= changesAtMost && workspaceId !== everyWorkspace)
        return this.add({ topic, workspaceId: everyWorkspace, accountIds: null })
      const all = known ? known.accountIds && accountIds && [...new Set([...known.accountIds, ...accountIds])] : accountIds
      kept.set(key, { topic, workspaceId, accountIds: all && all.length > accountsAtMost ? null : all })
    },
    take() {
      const all = [...kept.values()]
      kept = new Map()
      return all
    },
  }
}

/** Changes as texts of less than `bytes` bytes each (ids and names of topics are ASCII). */
export function writeChanges(changes: readonly Change[], bytes: number): string[] {
  const texts: string[] = []
  let text = ''
  for (const { topic, workspaceId, accountIds } of changes) {
    const one = JSON.stringify(accountIds ? [topic, workspaceId, ...accountIds] : [topic, workspaceId])
    if (text && text.length + one.length + 3 > bytes) {
      texts.push(`[${text}]`)
      text = ''
    }
    text += text ? `,${one}` : one
  }
  return text ? [...texts, `[${text}]`] : texts
}

/** Reads such a text. A text that another version wrote in another way is no change. */
export function readChanges(text: string): Change[] {
  try {
    return (JSON.parse(text) as [Change['topic'], string, ...string[]][]).map(([topic, workspaceId, ...accountIds]) => ({
      topic,
      workspaceId,
      accountIds: accountIds.length ? accountIds : null,
    }))
  } catch {
    return []
  }
}
