/** The texts of a workspace that wrote none: true for what this program does, and short enough to be read. */

export type NamedIn = { workspace: string; contact: string | null; deletedAfterDays: number; addressDays: number; eventDays: number }

const writeTo = ({ contact }: NamedIn): string =>
  contact ? `Write to [${contact}](mailto:${contact})` : 'Write to the account that you wrote to'

export const defaultPrivacy = (named: NamedIn): string => `
**${named.workspace}** answers comments and messages on social networks with a program that it runs itself. This page says what is stored
when you write to one of its accounts.

## What is stored

- Your messages and comments to these accounts, and the replies to them.
- Your public name, username and the id that the network gives you for these accounts.
- What you enter yourself: for example your email address, phone number, or the answers of a form.
- When you send a form: the network address and browser it was sent with.

## What it is used for

To answer you, to send you what you asked for, and to contact you about it. It is not sold. It is passed on only to services that
${named.workspace} uses for this, such as its own customer list.

## How long

As long as it is needed for that${named.deletedAfterDays > 0 ? `; archived details are deleted after ${named.deletedAfterDays} days` : ''}.
${named.eventDays > 0 ? `Messages and comments are deleted after ${named.eventDays} days.\n` : ''}${named.addressDays > 0 ? `Network address and browser are deleted after ${named.addressDays} days.\n` : ''}Copies of what the network delivered are deleted after 30 days.

## Having your data deleted

${writeTo(named)} and ask for it. You can also ask the network: remove this app in the settings of your account there, under apps and
websites, and choose to have your data deleted. You then get a link to a page that shows when it is done.

You may also ask which data is stored about you, and have it corrected.
`

export const defaultTerms = (named: NamedIn): string => `
**${named.workspace}** uses a program to answer comments and messages on social networks.

## What you can expect

- Replies may be sent automatically. A person can take over at any time.
- Write STOP to get no more automatic messages.
- The service is offered as it is. There is no right to a reply, and replies are no advice.

## What we ask of you

Do not send passwords, payment details or other secrets in comments and messages. What the network's own terms forbid is forbidden here
too.

## Contact

${writeTo(named)}.
`
