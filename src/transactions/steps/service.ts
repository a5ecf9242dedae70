/** One of the host's services, controlled as the host does it: systemctl, or service and chkconfig. */
import { isLibvirtDaemon, requireAnswer } from '../../backends/libvirt/read-answer.ts';
import { requireStopped } from '../../backends/network/network-manager/daemon/read-activation.ts';
import { controlService, serviceCommand } from '../../backends/services/apply.ts';
import type { ServiceStep } from '../../model/plan.ts';
import type { StepKind } from './step-kind.ts';

export const serviceKind: StepKind<ServiceStep> = {
  preview: ({ service, apply, undo }, systemd) => {
    const action = apply === 'nothing' ? undo : apply;
    if (action === 'nothing') return '';
    const [program, args] = serviceCommand(systemd, service, action);
    return `${apply === 'nothing' ? '# only on rollback: ' : ''}${program} ${args.join(' ')}\n`;
  },
  apply: async ({ service, apply }, host, lock) => {
    if (apply !== 'nothing') await controlService(host, service, apply, lock);
    if (apply === 'reload' && isLibvirtDaemon(service)) await requireAnswer(host, service);
    if (apply === 'stop' && service === 'NetworkManager') await requireStopped(host);
    return undefined;
  },
  touches: ({ service, apply }) => (['enable', 'disable'].includes(apply) ? [`service ${service}`] : []),
  undo: (step, index) =>
    step.undo === 'nothing' ? undefined : ['undo_service', step.undoIfBegun ?? index, step.service, step.undo],
};
