import type { ErrorRow } from './judge.ts'

const busy: ErrorRow = {
  class: 'retry',
  reach: 'recipient',
  code: 'platform_trouble',
  words: 'The platform had a problem and did not confirm the message. We check whether it arrived before sending it again.',
}
const limited: ErrorRow = {
  class: 'throttle',
  reach: 'kind',
  code: 'rate_limited',
  words: 'The platform’s rate limit is reached. The message is sent automatically when the limit allows.',
}
const tokenWords = 'Reconnect the account. Waiting messages are then sent if their time window is still open.'
/** Codes 10 and 200 to 299 say only that something may not be done; whom that is about the sentence says (8.4). */
const noPermission: ErrorRow = {
  class: 'permission',
  reach: 'kind',
  bySentence: true,
  code: 'permission_missing',
  words: 'The connection lacks a permission for this. Grant it to the app and check the app’s access level, then reconnect the account.',
  quote: true,
}
const capability: ErrorRow = {
  class: 'permission',
  reach: 'kind',
  code: 'app_not_allowed',
  words: 'The Meta app may not do this. Check in the app dashboard whether the feature is approved and the app is live.',
}
const noRole: ErrorRow = {
  class: 'permission',
  reach: 'recipient',
  code: 'person_without_role',
  words:
    'Without Advanced Access the Meta app reaches only people with a role on it. Request Advanced Access in the app dashboard, or add this person as a tester.',
}
const closed: ErrorRow = {
  class: 'window',
  reach: 'recipient',
  code: 'outside_window',
  words: 'More than 24 hours passed since the person last wrote. Wait until they write again.',
}
const away: ErrorRow = {
  class: 'contact',
  reach: 'recipient',
  code: 'person_unavailable',
  words: 'This person cannot receive messages: they blocked the account, closed theirs, or never agreed. Wait until they write.',
}
const nobody: ErrorRow = {
  class: 'contact',
  reach: 'recipient',
  code: 'person_unknown',
  words: 'The platform knows no such person for this account. They may be gone, or belong to another account.',
}
const punished: ErrorRow = {
  class: 'sanction',
  reach: 'account',
  code: 'account_restricted',
  words:
    'The platform has restricted this account for a time. Read the notices in its app, wait at least a day, then switch the account on in Settings.',
}
const invalid: ErrorRow = {
  class: 'bug',
  reach: 'recipient',
  code: 'invalid_message',
  words: 'The platform did not accept the message as it is. Change it and send again.',
  quote: true,
}
const file = (words: string): ErrorRow => ({ class: 'bug', reach: 'recipient', code: 'file_not_accepted', words })
const gone: ErrorRow = {
  class: 'bug',
  reach: 'recipient',
  code: 'object_missing',
  words: 'What this refers to is gone, or the connection has no right to see it.',
}
const elsewhere: ErrorRow = {
  class: 'permission',
  reach: 'recipient',
  code: 'other_app_owns_thread',
  words: 'Another app or a person in the inbox holds this conversation. Reply there, or take the conversation back.',
}
const appBlocked: ErrorRow = {
  class: 'permission',
  reach: 'account',
  code: 'app_blocked',
  words: 'The platform has blocked or deleted the Meta app. Check the app dashboard, then switch the account on in Settings.',
  quote: true,
}
const reconnect = (code: string, words: string): ErrorRow => ({ class: 'auth', reach: 'account', code, words: `${words} ${tokenWords}` })

/** Errors that every product of the Graph API and the Messenger Platform may answer: meta-platform.md 8.2 and 8.4, without what is Instagram's own. */
export const graphErrors: Record<string, ErrorRow> = {
  // 8.4: an error without a number of its own; the platform asks to try again.
  '-1': busy,
  '1': busy,
  '1/99': { ...busy, words: `${busy.words} It is often a missing permission: if it persists, reconnect the account.` },
  '1/1357046': {
    class: 'retry',
    reach: 'recipient',
    code: 'sent_with_error',
    instead: 'sent',
    words: 'The platform reported an error although it sent the message.',
  },
  '2': busy,
  '2/2018344': busy,
  '3': { ...capability, bySentence: true },
  '4': limited,
  '4/2018354': limited,
  '9/2018352': limited,
  '10': noPermission,
  '10/2018065': closed,
  '10/2018278': closed,
  '10/2018108': away,
  '10/1404170': punished,
  '10/1893015': punished,
  '10/1893063': punished, // 13.1, row 1.29
  '10/2018336': capability,
  '17': limited,
  '17/2446079': limited,
  '32': limited,
  '33': gone,
  '100/33': gone,
  '100': { ...invalid, bySentence: true },
  '100/2018001': nobody,
  // The platform could not fetch the file: certainly nothing was sent, and a second fetch may work.
  '100/2018008': {
    class: 'bug',
    reach: 'recipient',
    code: 'file_not_fetched',
    instead: 'later',
    words: 'The platform could not fetch the file. We retry; check that its address opens without login.',
  },
  '100/2018047': file('The file is not of the kind it was sent as. Choose another file.'),
  '100/2018109': file('The file is too large for the platform. Send a smaller one.'),
  '100/2018294': file('The platform gave up fetching the video after 75 seconds. Send a smaller one or upload it first.'),
  '100/2018074': file('The uploaded file belongs to another account. Upload it again for this one.'),
  '100/2018014': invalid,
  '100/2018164': invalid,
  '100/2018320': invalid,
  '100/2018328': invalid,
  '101': appBlocked,
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
  '200/2018028': noRole,
  // Not an error but a state: the profile opens with the person's first message.
  '230': {
    class: 'contact',
    reach: 'recipient',
    code: 'no_consent',
    words: 'The person has not agreed to show their profile yet; they do so by writing.',
  },
  '341': limited,
  '368': punished,
  '506': {
    class: 'bug',
    reach: 'recipient',
    code: 'said_already',
    words: 'The platform rejected this text as a duplicate. Vary the text.',
  },
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
    reach: 'recipient',
    code: 'unknown_address',
    words: 'The platform does not know this address. Check the configured Graph addresses and version.',
    quote: true,
  },
  // meta-platform.md 10: a version that never was; everything would fail, so the account waits instead.
  '2635': {
    class: 'permission',
    reach: 'account',
    code: 'unknown_version',
    words: 'The platform does not know the configured Graph version. Correct META_GRAPH_VERSION, then switch the account on in Settings.',
  },
  '9010': nobody,
  '9000001': { class: 'bug', reach: 'recipient', code: 'message_gone', words: 'The message was deleted or is too old to be read.' },
  '36000': file('The picture is too large for the platform. Send a smaller one.'),
}

/** Families of codes. 80000–80014 are the limits per business use case, one for each product. */
export const graphErrorRanges = [
  { from: 200, to: 299, row: noPermission },
  { from: 80000, to: 80014, row: limited },
]

/**
 * What a sentence says where the code alone says little, and in which order they are asked: what is certain of everybody first, then what is
 * about one person, then what passes (meta-platform.md 8.4). Each is written for a kind of sentence: the platform words them in many ways.
 */
export const graphErrorSentences: { holds: RegExp; row: ErrorRow }[] = [
  {
    // 7.1: as code 100 it would look like a fault of each message.
    holds: /appsecret_proof/i,
    row: {
      class: 'permission',
      reach: 'account',
      code: 'secret_proof_wrong',
      words:
        'The Meta app demands a proof with its secret, and it is missing or wrong. Correct the configured app secret, then switch the account on in Settings.',
    },
  },
  {
    holds:
      /\bapi access\b.{0,20}\b(blocked|disabled|deactivated|restricted)|\bapp(lication)? (has been|was|is)( currently)? (deleted|disabled|deactivated|blocked|inactive|not active)/i,
    row: appBlocked,
  },
  {
    holds: /outside (of )?(the |an )?([\w-]+ )?(time )?window|\b24[ -]?h(ours?)?\b.{0,40}\b(window|passed|since|ago)|\bmessaging window\b/i,
    row: closed,
  },
  {
    holds:
      /\broles? (on|in|for) (the |this |your )?app|\b(admins?|administrators?|developers?)\b.{0,20}\btesters?\b|\btest(er)? users?\b|\bdevelopment mode\b/i,
    row: noRole,
  },
  {
    holds: /\bno matching( \w+)? user\b|\b(user|person|recipient|participant)( id)? ((was |could )?not|can(no|['’])t) (be )?found\b/i,
    row: nobody,
  },
  {
    holds:
      /^(?!.*permission).*\b(person|user|recipient|participant)\b.{0,60}(n['’]t|\bnot|\bcannot|\bunable|\bno longer)\b.{0,40}\b(available|receiv|reach|messag|contact)|\b(user|person|recipient)\b.{0,10} (has |have )?blocked\b/is,
    row: away,
  },
  { holds: /\banother app\b|\bthread (owner|control)|\bowner of (this|the) (thread|conversation)/i, row: elsewhere },
  { holds: /\bunsupported (request\b|\w+ request\b)|\bdoes not exist\b|\bcannot be loaded\b/i, row: gone },
  { holds: /\brate limit|\brequest limit\b|\btoo many (calls|requests|messages|actions)\b/i, row: limited },
  {
    holds:
      /\b(try|retry)\b.{0,40}\b(later|soon|moments?|minutes?)\b|\bplease retry\b|\b(unexpected|unknown|internal) (server )?error\b|\btemporar(y|ily) (unavailable|unable|error|problem|failure)|\bservice.{0,15}\bunavailable\b|\bsomething went wrong\b/i,
    row: busy,
  },
]
