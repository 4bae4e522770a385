import type { TFunction } from 'i18next'

const words: Record<string, 'bootstrap' | 'command' | 'platform' | 'anonymous'> = {
  'key:bootstrap': 'bootstrap',
  command: 'command',
  platform: 'platform',
  anonymous: 'anonymous',
}

/** Who did something: the name of the person or key, or what kind of actor it is. */
export function actorText(t: TFunction, { actorId, actorName }: { actorId: string; actorName: string | null }): string {
  const kind = actorId.split(':')[0]
  if (actorName !== null) return kind === 'key' ? t('audit.key', { name: actorName }) : actorName
  const word = words[actorId] ?? (kind === 'user' || kind === 'key' ? kind : 'other')
  return t(`audit.actor.${word}`)
}
