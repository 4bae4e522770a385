import { connectionTo, judge, type LetterTrouble, type SmtpError } from './sendLetter.ts'
import type { SmtpServer } from './smtpSettings.ts'

export type { LetterTrouble } from './sendLetter.ts'

/** Connects to the mail server and logs in, without sending anything. Out: what is wrong, or null. Never rejects. */
export async function reachMailServer(server: SmtpServer): Promise<LetterTrouble | null> {
  const { default: Connection } = await import('nodemailer/lib/smtp-connection')
  const connection = new Connection(connectionTo(server))
  return new Promise((resolve) => {
    const fail = (error: SmtpError) => {
      connection.close()
      const outcome = judge(error, false)
      resolve(outcome.kind === 'sent' ? null : outcome.code)
    }
    const done = () => {
      connection.quit()
      resolve(null)
    }
    connection.on('error', fail)
    connection.connect((error) => {
      if (error) return fail(error)
      if (server.user === null) return done()
      connection.login({ user: server.user, credentials: { user: server.user, pass: server.password ?? '' } }, (refused) =>
        refused ? fail(refused) : done(),
      )
    })
  })
}
