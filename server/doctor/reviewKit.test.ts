import { expect, test } from 'vitest'
import { channelOf } from '../channels/channels.ts'
import type { ChannelName } from '../model/event.ts'
import { reviewKit } from './reviewKit.ts'

const account = (channel: ChannelName, name = 'Shop') =>
  ({ name, channel: channelOf(channel), loginType: 'facebook', grantedScopes: ['ads_read'], automations: [], forms: [] }) as const

test('accounts of one name are told apart by their channel', () => {
  const named = (...accounts: Parameters<typeof reviewKit>[0]) => reviewKit(accounts).unneeded[0]!.accounts
  expect(named(account('instagram'), account('messenger'))).toEqual(['Shop (Instagram)', 'Shop (Messenger)'])
  expect(named(account('instagram'), account('messenger', 'Page'))).toEqual(['Shop', 'Page'])
})
