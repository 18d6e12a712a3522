// Handles to objects of the native library. Each object is freed once, with its own native function, after its last
// use: a handle that is disposed of while another thread's call uses it stays valid until that call returns.

using System;
using System.Runtime.InteropServices;

namespace WebexRec
{
    /// <summary>A native function that frees an object or a string.</summary>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    internal delegate void FreeFunction(IntPtr pointer);

    internal abstract class NativeHandle : SafeHandle
    {
        private readonly FreeFunction free;

        protected NativeHandle(IntPtr pointer, FreeFunction free) : base(IntPtr.Zero, true)
        {
            this.free = free;
            SetHandle(pointer);
        }

        public override bool IsInvalid => handle == IntPtr.Zero;

        protected override bool ReleaseHandle()
        {
            free(handle);
            return true;
        }
    }

    internal sealed class OptionsHandle : NativeHandle
    {
        internal OptionsHandle(IntPtr pointer, FreeFunction free) : base(pointer, free) { }
    }

    internal sealed class MonitorHandle : NativeHandle
    {
        internal MonitorHandle(IntPtr pointer, FreeFunction free) : base(pointer, free) { }
    }

    internal sealed class ClientHandle : NativeHandle
    {
        internal ClientHandle(IntPtr pointer, FreeFunction free) : base(pointer, free) { }
    }
}
