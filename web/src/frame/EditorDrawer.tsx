import { useBlocker } from '@tanstack/react-router'
import { useRef, useState, type ComponentProps } from 'react'
import { useTranslation } from 'react-i18next'
import { Confirm } from '../parts/Confirm.tsx'
import { Drawer } from '../parts/Drawer.tsx'

type Props = Omit<ComponentProps<typeof Drawer>, 'closeLabel'> & {
  /** Something is not saved: before it closes, and before another page opens, there is a question. */
  isDirty: boolean
}

/** A drawer in which something is edited. */
export function EditorDrawer({ isDirty, onClose, children, ...rest }: Props) {
  const { t } = useTranslation()
  const [leaving, setLeaving] = useState(false)
  const isDiscarded = useRef(false)
  // The browser's Back, and links: on a phone Back is the usual way to close.
  const blocked = useBlocker({
    shouldBlockFn: () => isDirty && !isDiscarded.current,
    enableBeforeUnload: () => isDirty && !isDiscarded.current,
    withResolver: true,
  })
  const discard = () => {
    isDiscarded.current = true
    if (blocked.status === 'blocked') blocked.proceed()
    else onClose()
  }
  return (
    <Drawer closeLabel={t('close')} onClose={() => (isDirty ? setLeaving(true) : onClose())} {...rest}>
      {children}
      <Confirm
        open={leaving || blocked.status === 'blocked'}
        onClose={() => {
          setLeaving(false)
          blocked.reset?.()
        }}
        title={t('builder.leaveTitle')}
        text={t('builder.leaveText')}
        confirm={t('builder.leave')}
        cancel={t('builder.stay')}
        onConfirm={discard}
      />
    </Drawer>
  )
}
