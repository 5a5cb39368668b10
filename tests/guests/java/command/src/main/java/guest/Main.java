package guest;

/** A preview1 command in Java, compiled ahead of time by TeaVM; see ../README.md of the guests. */
public final class Main {
    private Main() { }

    public static void main(String[] args) {
        String what = args.length > 0 ? args[0] : "hello";
        switch (what) {
            case "hello":
                System.out.println("hello from Java");
                break;
            case "args":
                for (int i = 1; i < args.length; i++) {
                    System.out.println(args[i]);
                }
                break;
            case "clock":
                System.out.println("seconds: " + System.currentTimeMillis() / 1000);
                break;
            case "heap":
                System.out.println("ok " + fill(Integer.parseInt(args[1])));
                break;
            case "trap":
                throw new IllegalStateException("asked to");
            default:
                System.err.println("unknown command");
        }
    }

    /** Fills and drops blocks of 64 KiB, n of them, so that the collector runs. */
    private static int fill(int n) {
        int sum = 0;
        for (int i = 0; i < n; i++) {
            byte[] block = new byte[1 << 16];
            block[i % block.length] = 1;
            sum += block[i % block.length];
        }
        return sum;
    }
}
