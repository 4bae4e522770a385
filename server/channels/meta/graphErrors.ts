import type { ErrorRow } from './judge.ts'

const busy: ErrorRow = {
  class: 'retry',
  code: 'platform_trouble',
  words: 'The platform was in trouble and did not say whether it arrived. We look before anything is repeated.',
}
const limited: ErrorRow = {
  class: 'throttle',
  code: 'rate_limited',
  words: 'The platform asks us to slow down. It is sent by itself when the limit allows it.',
}
const tokenWords = 'Connect the account again; what waits is sent afterwards.'
const noPermission: ErrorRow = {
  class: 'permission',
  code: 'permission_missing',
  words:
    'The connection lacks a permission for this. Connect the account again and grant everything it asks for, and check the access level of the app.',
}
const capability: ErrorRow = {
  class: 'permission',
  code: 'app_not_allowed',
  words: 'The Meta app may not do this. Look in the app dashboard whether the feature is approved and the app is live.',
}
const closed: ErrorRow = {
  class: 'window',
  code: 'outside_window',
  words: 'More than 24 hours passed since the person last wrote. Wait until they write again.',
}
const away: ErrorRow = {
  class: 'contact',
  code: 'person_unavailable',
  words:
    'This person cannot receive messages: they blocked the account, closed theirs, or never agreed. There is nothing to do but wait for them to write.',
}
const nobody: ErrorRow = {
  class: 'contact',
  code: 'person_unknown',
  words: 'The platform knows no such person for this account. They may be gone, or belong to another account.',
}
const punished: ErrorRow = {
  class: 'sanction',
  code: 'account_restricted',
  words: 'The platform has restricted this account for a time. Read the notices in its app, wait at least a day, then resume it here.',
}
const invalid: ErrorRow = {
  class: 'bug',
  code: 'invalid_message',
  words: 'The platform did not accept the message as it is. Change it and send again.',
  quote: true,
}
const file = (words: string): ErrorRow => ({ class: 'bug', code: 'file_not_accepted', words })
const gone: ErrorRow = {
  class: 'bug',
  code: 'object_missing',
  words: 'What this refers to is gone, or the connection has no right to see it.',
}
const elsewhere: ErrorRow = {
  class: 'permission',
  code: 'other_app_owns_thread',
  instead: 'refused',
  words: 'Another app or a person in the inbox holds this conversation. Answer there, or take the conversation back.',
}
const reconnect = (code: string, words: string): ErrorRow => ({ class: 'auth', code, words: `${words} ${tokenWords}` })

/** Errors that every product of the Graph API and the Messenger Platform may answer: meta-platform.md 8.2 without what is Instagram's own. */
export const graphErrors: Record<string, ErrorRow> = {
  '1': busy,
  '1/99': { ...busy, words: `${busy.words} It is often a missing permission: if it stays, connect the account again.` },
  '1/1357046': {
    class: 'retry',
    code: 'sent_with_error',
    instead: 'sent',
    words: 'The platform reported an error although it sent the message.',
  },
  '2': busy,
  '2/2018344': busy,
  '3': capability,
  '4': limited,
  '4/2018354': limited,
  '9/2018352': limited,
  '10': noPermission,
  '10/2018065': closed,
  '10/2018278': closed,
  '10/2018108': away,
  '10/1404170': punished,
  '10/1893015': punished,
  '10/2018336': capability,
  '17': limited,
  '17/2446079': limited,
  '32': limited,
  '33': gone,
  '100/33': gone,
  '100': invalid,
  '100/2018001': nobody,
  // The platform could not fetch the file: certainly nothing was sent, and a second fetch may work.
  '100/2018008': {
    class: 'bug',
    code: 'file_not_fetched',
    instead: 'later',
    words: 'The platform could not fetch the file. It is tried again; check that its address opens without login.',
  },
  '100/2018047': file('The file is not of the kind it was sent as. Choose another file.'),
  '100/2018109': file('The file is too large for the platform. Send a smaller one.'),
  '100/2018294': file('The platform gave up fetching the video after 75 seconds. Send a smaller one or upload it first.'),
  '100/2018074': file('The uploaded file belongs to another account. Upload it again for this one.'),
  '100/2018014': invalid,
  '100/2018164': invalid,
  '100/2018320': invalid,
  '100/2018328': invalid,
  '102': reconnect('session_invalid', 'The platform ended the session.'),
  '104': reconnect('token_missing', 'The platform saw no token.'),
  '190': reconnect('token_invalid', 'The platform no longer accepts the token.'),
  '190/458': reconnect('app_removed', 'The owner removed the app from the account.'),
  '190/459': reconnect('login_checkpoint', 'The owner must log in at facebook.com and pass a check first.'),
  '190/460': reconnect('password_changed', 'The owner changed the password or ended all sessions.'),
  '190/463': reconnect('token_expired', 'The token has expired.'),
  '190/464': reconnect('owner_unconfirmed', 'The owner has not confirmed their login with the platform yet.'),
  '190/467': reconnect('token_invalid', 'The owner logged out, or the token was withdrawn.'),
  '190/492': reconnect('page_role_lost', 'The person who connected this no longer has a role on the Page.'),
  '200': noPermission,
  '200/1545041': away,
  '200/2018021': capability,
  '200/2018027': capability,
  '200/2018028': {
    ...capability,
    words: 'While the Meta app is in development it reaches only people with a role on it. Add a tester or set the app live.',
  },
  // Not an error but a state: the profile opens with the person's first message.
  '230': { class: 'contact', code: 'no_consent', words: 'The person has not agreed to show their profile yet; they do so by writing.' },
  '341': limited,
  '368': punished,
  '506': { class: 'bug', code: 'said_already', words: 'The platform refuses to say exactly the same again. Vary the text.' },
  '551': away,
  '551/1545041': away,
  '613': limited,
  '613/1893016': limited,
  '613/2018338': limited,
  '613/1996': limited,
  '803': gone,
  '2018300': elsewhere,
  '100/2018300': elsewhere,
  '2500': {
    class: 'bug',
    code: 'unknown_address',
    words: 'The platform does not know this address. Check the configured Graph addresses and version.',
    quote: true,
  },
  // meta-platform.md 10: a version that never was; everything would fail, so the account waits instead.
  '2635': {
    class: 'permission',
    code: 'unknown_version',
    words: 'The platform does not know the configured Graph version. Correct META_GRAPH_VERSION, then resume the account.',
  },
  '9010': nobody,
  '9000001': { class: 'bug', code: 'message_gone', words: 'The message was deleted or is too old to be read.' },
  '36000': file('The picture is too large for the platform. Send a smaller one.'),
}

/** Families of codes. 80000–80014 are the limits per business use case, one for each product. */
export const graphErrorRanges = [
  { from: 200, to: 299, row: noPermission },
  { from: 80000, to: 80014, row: limited },
]

/** Only a sentence tells that the app demands the proof (meta-platform.md 7.1); as code 100 it would look like a fault of each message. */
export const graphErrorSentences: { holds: string; row: ErrorRow }[] = [
  {
    holds: 'appsecret_proof',
    row: {
      class: 'permission',
      code: 'secret_proof_wrong',
      words:
        'The Meta app demands a proof with its secret, and it is missing or wrong. Correct the configured app secret, then resume the account.',
    },
  },
]
