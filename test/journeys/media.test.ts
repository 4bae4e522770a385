import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addMember } from '../support/addMember.ts'
import { openNumber, type NumberShop } from '../support/openNumber.ts'
import { adminKey, startHouse, type House } from '../support/startHouse.ts'
import { jobHandlers } from '../../server/jobHandlers.ts'
import type { Job } from '../../server/model/job.ts'

let house: House
let shop: NumberShop
beforeAll(async () => {
  house = await startHouse({ env: { MEDIA_MB: '1' } })
  shop = await openNumber(house)
  await shop.write('hi')
  await house.drain()
})
afterAll(() => house?.stop())

type Media = { id: string; state: string; code: string | null; kind: string; type: string; size: number; name: string; url: string }
const png = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(2_000, 7)])
const key = { authorization: `Bearer ${adminKey}` }
const filesOnDisk = () =>
  existsSync(path.join(house.deps.config.dataDir, 'media'))
    ? readdirSync(path.join(house.deps.config.dataDir, 'media'), { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
    : []

async function upload(bytes: Buffer, name: string, accountId: string | null = shop.accountId, headers: Record<string, string> = key) {
  const form = new FormData()
  if (accountId) form.set('accountId', accountId)
  form.set('file', new Blob([new Uint8Array(bytes)], { type: 'text/html' }), name)
  const answer = await fetch(`${house.url}/api/media`, { method: 'POST', headers, body: form })
  return { status: answer.status, body: (await answer.json()) as Media & { error: { code: string; message: string } } }
}
const send = (media: object) =>
  house.api<{ error: { message: string } }>('POST', '/api/messages', { accountId: shop.accountId, recipientId: shop.phone, media })
const callsTo = async (part: string) =>
  (await house.sim<{ data: { path: string; body: Record<string, unknown>; status: number }[] }>('GET', '/simulator/calls')).data.filter(
    (one) => one.path.endsWith(part),
  )
const removeFiles = () => jobHandlers(house.deps).removed_files.run({ data: {} } as Job, new AbortController().signal)

describe('a file that a person sent', () => {
  test('is fetched, kept by its bytes, and shown to whoever may see the account', async () => {
    const bytes = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(5_000, 65)])
    await shop.act({ attachment: { type: 'document', bytes: bytes.toString('base64'), filename: 'prices.pdf' } })
    await house.drain()
    const [one] = (await house.api<{ data: Media[] }>('GET', `/api/media?accountId=${shop.accountId}`)).body.data
    expect(one).toMatchObject({
      state: 'stored',
      source: 'person',
      kind: 'file',
      type: 'application/pdf',
      size: bytes.length,
      name: 'prices.pdf',
    })
    const answer = await fetch(house.url + one!.url, { headers: key })
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="prices.pdf"; filename*=UTF-8''prices.pdf`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'content-length': String(bytes.length),
    })
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true)
    const event = (await house.api<{ data: { attachments: { fileId?: string }[] }[] }>('GET', `/api/events?accountId=${shop.accountId}`))
      .body
    expect(event.data[0]!.attachments[0]).toMatchObject({ fileId: one!.id })
  })

  test('that is a page is never shown, whatever it is called', async () => {
    const page = Buffer.from('<html><script>alert(1)</script></html>')
    await shop.act({ attachment: { type: 'image', bytes: page.toString('base64') } })
    await house.drain()
    const [one] = (await house.api<{ data: Media[] }>('GET', '/api/media')).body.data
    expect(one).toMatchObject({ type: 'text/plain', kind: 'file' })
    const { headers } = await fetch(house.url + one!.url, { headers: key })
    expect([headers.get('content-type'), headers.get('content-disposition')]).toEqual([
      'application/octet-stream',
      expect.stringMatching(/^attachment;/),
    ])
  })

  test('that is more than the workspace may keep fails with its reason, and leaves nothing', async () => {
    const before = filesOnDisk().length
    await shop.act({ attachment: { type: 'video', bytes: Buffer.alloc(1_100_000, 1).toString('base64') } })
    await house.drain()
    const [one] = (await house.api<{ data: Media[] }>('GET', '/api/media')).body.data
    expect(one).toMatchObject({ state: 'failed', code: 'no_room', url: null })
    expect(filesOnDisk()).toHaveLength(before)
  })

  test('goes with its person, from the disk too', async () => {
    const gone = await shop.meet({ name: 'Zoe', phone: '+16505550777' })
    await shop.act({ attachment: 'image' }, gone)
    await house.drain()
    const [one] = (await house.api<{ data: (Media & { contactId: string })[] }>('GET', '/api/media')).body.data
    const [file] = filesOnDisk().filter(({ name }) => name === one!.id)
    expect(readFileSync(path.join(file!.parentPath, file!.name)).length).toBe(one!.size)
    expect((await house.api('POST', `/api/contacts/${one!.contactId}/erase`)).status).toBeLessThan(300)
    await removeFiles()
    expect((await house.api('GET', `/api/media/${one!.id}`)).status).toBe(404)
    expect(existsSync(path.join(file!.parentPath, file!.name))).toBe(false)
  })
})

describe('a file that is uploaded', () => {
  test('is given to the platform once, and sent by its id there as often as wanted', async () => {
    const { status, body } = await upload(png, 'mug.png')
    expect([status, body]).toMatchObject([201, { kind: 'image', type: 'image/png', size: png.length, name: 'mug.png', state: 'stored' }])
    for (const caption of ['One', 'Two']) expect((await send({ type: 'image', mediaId: body.id, caption })).status).toBe(201)
    await house.drain()
    const sent = (await callsTo('/messages')).slice(-2).map((one) => one.body['image'])
    expect(sent).toEqual([
      { id: expect.stringMatching(/^\d+$/), caption: 'One' },
      { id: (sent[0] as { id: string }).id, caption: 'Two' },
    ])
    expect((await callsTo('/media')).filter((one) => one.status === 200)).toHaveLength(1)
    expect((await shop.messages()).map((one) => one.status)).toEqual(['delivered', 'delivered'])
    // A month later the platform has forgotten it.
    await house.moveClock(31 * 86_400_000)
    await shop.write('still there?')
    await house.drain()
    await send({ type: 'image', mediaId: body.id, caption: 'Three' })
    await house.drain()
    expect((await callsTo('/media')).filter((one) => one.status === 200)).toHaveLength(2)
    expect((await shop.messages())[0]).toMatchObject({ status: 'delivered', media: { mediaId: body.id } })
  })

  test('is refused as something that it is not, and when it is not there', async () => {
    const { body } = await upload(png, 'mug.png')
    expect((await send({ type: 'video', mediaId: body.id })).body.error.message).toContain('image/png cannot be sent as video')
    const nowhere = '01900000-0000-7000-8000-000000000000'
    expect((await send({ type: 'image', mediaId: nowhere })).body.error.message).toContain(nowhere)
  })

  test('is deleted before its message went: the message fails with that reason', async () => {
    const { body } = await upload(Buffer.concat([png, Buffer.from('x')]), 'other.png')
    expect((await send({ type: 'image', mediaId: body.id })).status).toBe(201)
    expect((await house.api('DELETE', `/api/media/${body.id}`)).status).toBe(204)
    await house.drain()
    expect((await shop.messages())[0]).toMatchObject({ status: 'failed', error: { code: 'file_gone' } })
  })

  test('is answered in parts', async () => {
    const { body } = await upload(png, 'mug.png')
    const part = await fetch(house.url + body.url, { headers: { ...key, range: 'bytes=1-3' } })
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, `bytes 1-3/${png.length}`, 'PNG'])
    const beyond = await fetch(house.url + body.url, { headers: { ...key, range: 'bytes=90000-' } })
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${png.length}`])
  })

  test('too large, empty or in a broken form is refused, and nothing stays on the disk', async () => {
    const before = filesOnDisk().length
    expect(await upload(Buffer.alloc(1_100_000, 1), 'large.bin')).toMatchObject({ status: 413, body: { error: { code: 'too_large' } } })
    expect(await upload(Buffer.alloc(0), 'empty.bin')).toMatchObject({ status: 400 })
    const broken = await fetch(`${house.url}/api/media`, {
      method: 'POST',
      headers: { ...key, 'content-type': 'multipart/form-data; boundary=x' },
      body: '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nabc',
    })
    expect(broken.status).toBe(400)
    const huge = await fetch(`${house.url}/api/media`, {
      method: 'POST',
      headers: { ...key, 'content-type': 'multipart/form-data; boundary=x', 'content-length': '200000000' },
      body: '--x',
    }).catch((error: unknown) => error as Error)
    expect(huge instanceof Error || huge.status === 413).toBe(true)
    expect(filesOnDisk()).toHaveLength(before)
  })

  test('is seen and made only for their own accounts by a limited member', async () => {
    const { body } = await upload(png, 'mug.png')
    const other = await openNumber(house)
    const workspaceId = (await house.api<{ workspace: { id: string } }>('GET', '/api/me')).body.workspace.id
    const ben = await addMember(house, 'Ben', 'member', workspaceId)
    await house.api('PATCH', `/api/members/${ben.id}`, { accountIds: [other.accountId] })
    expect((await ben.api('GET', `/api/media/${body.id}`)).status).toBe(404)
    expect((await ben.api('GET', `/api/media/${body.id}/content`)).status).toBe(404)
    expect((await ben.api<{ data: object[] }>('GET', '/api/media')).body.data).toEqual([])
    expect((await ben.api('DELETE', `/api/media/${body.id}`)).status).toBe(404)
  })
})
