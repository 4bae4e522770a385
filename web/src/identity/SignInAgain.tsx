import { useQueryClient } from '@tanstack/react-query'
import { AlertDialog } from 'radix-ui'
import { useTranslation } from 'react-i18next'
import type { Me } from '../../../server/auth/setup.schemas.ts'
import { Button } from '../parts/Button.tsx'
import { DialogBox } from '../parts/DialogBox.tsx'
import { queries } from '../queries.ts'
import { resumeSession, useSessionEnded } from '../session.ts'
import { SignInForm } from './SignInForm.tsx'

/**
 * Asks for the password when the session has ended, over the open page, so that no input is lost. If another user signs in,
 * the pages start again without it.
 */
export function SignInAgain() {
  const ended = useSessionEnded()
  return ended ? <Question /> : null
}

function Question() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const before = client.getQueryData(queries.me.queryKey)
  const goOn = (me: Me) => {
    if (me.user?.id !== before?.user?.id || me.workspace.id !== before?.workspace.id) return window.location.assign('/')
    resumeSession()
    void client.invalidateQueries()
  }
  return (
    <AlertDialog.Root open>
      <DialogBox
        top
        title={t('signIn.againTitle')}
        text={t('signIn.againText')}
        onEscapeKeyDown={(key) => key.preventDefault()}
        // The missing field already has the focus; AlertDialog would focus its cancel button.
        onOpenAutoFocus={(focus) => {
          focus.preventDefault()
          ;(focus.currentTarget as HTMLElement).querySelector<HTMLInputElement>('input[value=""]')?.focus()
        }}
      >
        <div className="mt-5">
          <SignInForm
            email={before?.user?.email ?? ''}
            onEntered={goOn}
            beside={
              <Button look="quiet" onClick={() => window.location.assign('/sign-in')}>
                {t('signIn.leave')}
              </Button>
            }
          />
        </div>
      </DialogBox>
    </AlertDialog.Root>
  )
}
