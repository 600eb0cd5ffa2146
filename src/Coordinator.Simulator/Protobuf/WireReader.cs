using System.Buffers.Binary;
using Coordinator.Simulator.Api;

namespace Coordinator.Simulator.Protobuf;

/// <summary>
/// Reads the fields of one message in the wire format of Protocol Buffers. Everything is checked against the bytes that there
/// are; what is malformed is a bad request.
/// </summary>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private const int MaxVarintBits = 63;

    private ReadOnlySpan<byte> left = bytes;

    /// <summary>Number of the field that was read.</summary>
    public int Number { get; private set; }

    /// <summary>Its value when it is a number (varint or fixed).</summary>
    public long Whole { get; private set; }

    /// <summary>Its value when it is a text, a message or bytes.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>Whether the value is in <see cref="Bytes"/>.</summary>
    public bool IsBytes { get; private set; }

    /// <summary>Reads the next field; false at the end of the message.</summary>
    public bool Read()
    {
        if (left.IsEmpty) return false;
        var tag = Varint();
        if (tag >> 3 is not (> 0 and <= int.MaxValue)) throw Malformed();
        Number = (int)(tag >> 3);
        IsBytes = false;
        Bytes = default;
        switch (tag & 7)
        {
            case 0: Whole = Varint(); break;
            case 1: Whole = BinaryPrimitives.ReadInt64LittleEndian(Take(8)); break;
            case 2:
                Bytes = Take(Varint());
                IsBytes = true;
                break;
            case 5: Whole = BinaryPrimitives.ReadInt32LittleEndian(Take(4)); break;
            default: throw Malformed();
        }

        return true;
    }

    public static StatusError Malformed() => StatusError.BadRequest("the body is no Kubernetes object in protobuf: malformed wire format");

    private long Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift <= MaxVarintBits; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return (long)value;
        }

        throw Malformed();
    }

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > left.Length) throw Malformed();
        var taken = left[..(int)count];
        left = left[(int)count..];
        return taken;
    }
}
