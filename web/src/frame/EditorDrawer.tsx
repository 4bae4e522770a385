import { useState, type ComponentProps } from 'react'
import { useTranslation } from 'react-i18next'
import { Confirm } from '../parts/Confirm.tsx'
import { Drawer } from '../parts/Drawer.tsx'

type Props = Omit<ComponentProps<typeof Drawer>, 'closeLabel'> & {
  /** Something is not saved: before it closes there is a question. */
  isDirty: boolean
}

/** A drawer in which something is edited. */
export function EditorDrawer({ isDirty, onClose, children, ...rest }: Props) {
  const { t } = useTranslation()
  const [leaving, setLeaving] = useState(false)
  return (
    <Drawer closeLabel={t('close')} onClose={() => (isDirty ? setLeaving(true) : onClose())} {...rest}>
      {children}
      <Confirm
        open={leaving}
        onClose={() => setLeaving(false)}
        title={t('builder.leaveTitle')}
        text={t('builder.leaveText')}
        confirm={t('builder.leave')}
        cancel={t('builder.stay')}
        onConfirm={onClose}
      />
    </Drawer>
  )
}
