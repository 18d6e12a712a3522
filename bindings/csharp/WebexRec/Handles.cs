// The objects of the native library, each freed with its own function once nothing uses it any more: a handle that is
// disposed of while a call on another thread has it stays valid until that call is over.

using System;
using System.Runtime.InteropServices;

namespace WebexRec
{
    internal abstract class NativeHandle : SafeHandle
    {
        protected NativeHandle(IntPtr pointer) : base(IntPtr.Zero, true)
        {
            SetHandle(pointer);
        }

        public override bool IsInvalid => handle == IntPtr.Zero;
    }

    internal sealed class OptionsHandle : NativeHandle
    {
        internal OptionsHandle() : base(Native.Functions.OptionsNew()) { }

        protected override bool ReleaseHandle()
        {
            Native.Functions.OptionsFree(handle);
            return true;
        }
    }

    internal sealed class MonitorHandle : NativeHandle
    {
        internal MonitorHandle() : base(Native.Functions.MonitorNew()) { }

        protected override bool ReleaseHandle()
        {
            Native.Functions.MonitorFree(handle);
            return true;
        }
    }

    internal sealed class ClientHandle : NativeHandle
    {
        internal ClientHandle(IntPtr pointer) : base(pointer) { }

        protected override bool ReleaseHandle()
        {
            Native.Functions.ClientFree(handle);
            return true;
        }
    }
}
