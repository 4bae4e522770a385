import { EventEmitter } from 'node:events'

/** In-process change notifications for loops and open pages. An optimization: loops also poll. */
export type Topic = 'bodies' | 'outbox' | 'events' | 'messages' | 'leads' | 'contacts' | 'automations' | 'accounts' | 'occurrences' | 'jobs'
export type Wake = {
  /** `workspaceId` null: for loops only, not for pages. `accountIds`: the accounts concerned; null: any may be. */
  tell(topic: Topic, workspaceId: string | null, accountIds?: readonly string[] | null): void
  on(run: (topic: Topic, workspaceId: string | null, accountIds: readonly string[] | null) => void): () => void
}

export function makeWake(): Wake {
  const emitter = new EventEmitter()
  emitter.setMaxListeners(0)
  return {
    tell: (topic, workspaceId, accountIds = null) => void emitter.emit('told', topic, workspaceId, accountIds),
    on(run) {
      emitter.on('told', run)
      return () => emitter.off('told', run)
    },
  }
}
