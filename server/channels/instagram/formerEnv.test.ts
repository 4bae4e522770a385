import { expect, test } from 'vitest'
import { formerEnv } from './formerEnv.ts'

test.each([
  ['no account without its token', { INSTAGRAM_ACCOUNT_ID: '17' }, null],
  ['an account by its id', { INSTAGRAM_PAGE_ACCESS_TOKEN: 't', INSTAGRAM_ACCOUNT_ID: '17' }, { externalId: '17', accessToken: 't' }],
  [
    'an account through its Page',
    { INSTAGRAM_PAGE_ACCESS_TOKEN: 't', INSTAGRAM_ACCOUNT_ID: '17', FACEBOOK_PAGE_ID: '4' },
    { externalId: '17', accessToken: 't', pageId: '4', loginType: 'facebook' },
  ],
  [
    'the account that the token tells',
    { INSTAGRAM_PAGE_ACCESS_TOKEN: 't' },
    { externalId: null, accessToken: 't', loginType: 'instagram' },
  ],
  [
    'what to set, since a Page’s token does not tell it',
    { INSTAGRAM_PAGE_ACCESS_TOKEN: 't', FACEBOOK_PAGE_ID: '4' },
    { missing: 'INSTAGRAM_ACCOUNT_ID', because: expect.stringContaining('set it to the id of the Instagram account') },
  ],
])('the environment of another program names %s', (_, env, found) => expect(formerEnv.accountOf(env)).toEqual(found))
