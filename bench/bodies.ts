import { createHmac } from 'node:crypto'

export const appSecret = 'bench-secret-of-the-app'
/** The keyword of every automation of the benchmark, contained in every comment. */
export const keyword = 'price'

/** Comments are numbered over the whole run: no two are the same, and each is by a different person. */
export const commentId = (number: number): string => String(17_800_000_000_000_000n + BigInt(number))
export const numberOf = (id: string): number => Number(BigInt(id) - 17_800_000_000_000_000n)
export const accountId = (index: number): string => String(17_841_400_000_000_000n + BigInt(index))
/** The ids of people are spread, so that new ones sort between all those that are already stored. */
const personId = (number: number): string =>
  String(1_000_000_000_000_000n + ((BigInt(number) * 6_364_136_223_846_793_005n) % 9_000_000_000_000_000n))

const talk =
  'I saw the new prints in the window yesterday and could not stop thinking about them; my sister would love one for her birthday next week. '

/** A comment webhook of about a kilobyte, as the platform sends it (meta-platform.md 2.3), under an ad, which has the longest payloads. */
export function commentBody(number: number, account: string): Buffer {
  return Buffer.from(
    JSON.stringify({
      object: 'instagram',
      entry: [
        {
          id: account,
          time: Math.floor(Date.now() / 1000),
          changes: [
            {
              field: 'comments',
              value: {
                id: commentId(number),
                from: { id: personId(number), username: `follower_${number}` },
                text: `Hello! ${talk}What is the ${keyword} please, and do you ship?`,
                media: {
                  id: '17918195224117851',
                  media_product_type: 'AD',
                  ad_id: '120210000000000001',
                  ad_title: talk.repeat(3).slice(0, 370),
                },
              },
            },
          ],
        },
      ],
    }),
  )
}

/** A direct message with the keyword, from a new person (meta-platform.md 2.1). */
export function messageBody(number: number, account: string): Buffer {
  const timestamp = Date.now()
  const message = { mid: `m_${commentId(number)}`, text: `Hello! What is the ${keyword} please?` }
  const messaging = [{ sender: { id: personId(number) }, recipient: { id: account }, timestamp, message }]
  return Buffer.from(JSON.stringify({ object: 'instagram', entry: [{ id: account, time: timestamp, messaging }] }))
}

/** The whole request, ready to be written, signed as the platform signs (meta-platform.md 1.3). */
export function signedRequest(path: string, body: Buffer): Buffer {
  const signature = createHmac('sha256', appSecret).update(body).digest('hex')
  const head = `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\nx-hub-signature-256: sha256=${signature}\r\ncontent-length: ${body.length}\r\n\r\n`
  return Buffer.concat([Buffer.from(head, 'latin1'), body])
}
