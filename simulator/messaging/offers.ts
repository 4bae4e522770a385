import type { Account } from '../world/accounts.ts'
import type { World } from '../world/world.ts'
import { listMessages, type Button, type Message, type QuickReply } from '../world/messages.ts'

/** Something a person can tap: a button of a message, a chip under it, a conversation starter or a menu item. */
export type Offer = { from: 'button' | 'quick_reply' | 'entry_point'; title: string; payload: string; message?: Message }

type Starter = { question?: string; title?: string; payload?: string; type?: string }

const buttonsOf = (message: Message): Button[] => [
  ...(message.content.buttons ?? []),
  ...(message.content.elements ?? []).flatMap((element) => element.buttons ?? []),
]

// The two kinds that ask for the person's own phone or email carry the value that the phone fills in.
const chipTitle = (chip: QuickReply) => chip.title ?? (chip.content_type === 'user_email' ? 'Send e-mail address' : 'Send phone number')

/** Buttons and chips of a message in the form that a person sees. */
export function tappable(message: Message): { title: string; url?: string; payload?: string; quickReply?: true }[] {
  return [
    ...buttonsOf(message).map((button) => ({
      title: button.title,
      ...(button.url !== undefined && { url: button.url }),
      ...(button.payload !== undefined && { payload: button.payload }),
    })),
    ...(message.content.quickReplies ?? []).map((chip) => ({
      title: chipTitle(chip),
      payload: chip.payload ?? chip.content_type,
      quickReply: true as const,
    })),
  ]
}

/** The account's conversation starters and menu items (meta-platform.md 3.6). */
export function entryPointsOf(account: Account): Offer[] {
  const lists = [account.entryPoints['ice_breakers'], account.entryPoints['persistent_menu']] as (
    | { call_to_actions?: Starter[] }[]
    | undefined
  )[]
  return lists
    .flatMap((list) => list ?? [])
    .flatMap((group) => group.call_to_actions ?? [])
    .filter((item) => item.payload !== undefined)
    .map((item) => ({ from: 'entry_point', title: item.question ?? item.title ?? '', payload: item.payload! }))
}

/** The payload of the button that begins a conversation with a Page (4.1). */
export const getStartedOf = ({ entryPoints }: Account): string | null =>
  (entryPoints['get_started'] as { payload?: string } | undefined)?.payload ?? null

/** A Page's menu beside the composer (meta-platform.md 3.6); an item taps its payload or opens its link. */
export const menuOf = ({ entryPoints }: Account): { title: string; payload?: string; url?: string }[] =>
  ((entryPoints['persistent_menu'] ?? []) as { locale?: string; call_to_actions?: { title: string; payload?: string; url?: string }[] }[])
    .filter(({ locale }) => locale === 'default')
    .flatMap((group) => group.call_to_actions ?? [])
    .map(({ title, payload, url }) => ({ title, ...(payload !== undefined && { payload }), ...(url !== undefined && { url }) }))

/** What a payload means to this person: the newest message that offers it, then the account's conversation starters and menu. */
export function findOffer(world: World, account: Account, personId: string, payload: string, messageId?: string): Offer | null {
  for (const message of listMessages(world, account.id, personId).toReversed()) {
    if (!message.byAccount || (messageId && message.id !== messageId)) continue
    const button = buttonsOf(message).find((each) => each.payload === payload)
    if (button) return { from: 'button', title: button.title, payload, message }
    const chip = message.content.quickReplies?.find((each) => (each.payload ?? each.content_type) === payload)
    if (chip) return { from: 'quick_reply', title: chipTitle(chip), payload, message }
  }
  const first = getStartedOf(account)
  if (first === payload) return { from: 'entry_point', title: 'Get Started', payload }
  return entryPointsOf(account).find((offer) => offer.payload === payload) ?? null
}

/** The text above an empty conversation with a Page (meta-platform.md 4.1). */
export const greetingOf = ({ entryPoints }: Account): string | null =>
  (entryPoints['greeting'] as { locale?: string; text?: string }[] | undefined)?.find(({ locale }) => locale === 'default')?.text ?? null
