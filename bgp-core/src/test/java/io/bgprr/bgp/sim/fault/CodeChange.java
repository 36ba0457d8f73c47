// SPDX-License-Identifier: Apache-2.0
package io.bgprr.bgp.sim.fault;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.util.List;

/** How one method's byte code is made wrong. */
sealed interface CodeChange {

    /** The method does nothing and answers this; for a method that returns nothing, the number does not matter. */
    record Answers(int value) implements CodeChange {}

    /** A call of a method of this name is left out, and answers this where an answer is needed. */
    record CallAnswers(String callee, int value) implements CodeChange {}

    /** Another method of the same type is called, which takes and answers the same. */
    record CallsInstead(String callee, String other) implements CodeChange {}

    /** Behind a call of a method of this name the method, which returns nothing, ends. */
    record ReturnsAfter(String callee) implements CodeChange {}

    /** A read of this field answers this. */
    record FieldAnswers(String field, int value) implements CodeChange {}

    /** Whether two references are the same is not asked: they are taken for it. */
    record ComparisonHolds() implements CodeChange {}

    /** Writes the element as the change wants it; true when that is another way than it was. */
    default boolean apply(CodeBuilder code, CodeElement element) {
        return switch (this) {
            case Answers answers -> throw new IllegalStateException(answers + " replaces the whole body");
            case CallAnswers(String callee, int value) -> {
                boolean isIt = isCall(element, callee);
                if (isIt) {
                    leaveOut(code, (InvokeInstruction) element);
                    push(code, ((InvokeInstruction) element).typeSymbol().returnType(), value);
                } else {
                    code.with(element);
                }
                yield isIt;
            }
            case CallsInstead(String callee, String other) -> {
                boolean isIt = isCall(element, callee);
                if (isIt) {
                    InvokeInstruction call = (InvokeInstruction) element;
                    code.invoke(call.opcode(), call.owner().asSymbol(), other, call.typeSymbol(), call.isInterface());
                } else {
                    code.with(element);
                }
                yield isIt;
            }
            case ReturnsAfter(String callee) -> {
                code.with(element);
                boolean isIt = isCall(element, callee);
                if (isIt) {
                    Label rest = code.newLabel(); // what follows must stay reachable for the verifier
                    code.iconst_0().ifne(rest).return_().labelBinding(rest);
                }
                yield isIt;
            }
            case ComparisonHolds() -> {
                boolean isIt = element instanceof BranchInstruction branch && branch.opcode() == Opcode.IF_ACMPNE;
                if (isIt) {
                    code.pop2();
                } else {
                    code.with(element);
                }
                yield isIt;
            }
            case FieldAnswers(String field, int value) -> {
                boolean isIt = element instanceof FieldInstruction read
                        && read.opcode() == Opcode.GETFIELD
                        && read.name().equalsString(field);
                if (isIt) {
                    code.pop();
                    push(code, ((FieldInstruction) element).typeSymbol(), value);
                } else {
                    code.with(element);
                }
                yield isIt;
            }
        };
    }

    private static boolean isCall(CodeElement element, String callee) {
        return element instanceof InvokeInstruction call && call.name().equalsString(callee);
    }

    /** Takes the arguments off the stack, the last one first, and then the receiver. */
    private static void leaveOut(CodeBuilder code, InvokeInstruction call) {
        List<ClassDesc> parameters = call.typeSymbol().parameterList();
        for (ClassDesc parameter : parameters.reversed()) {
            if (TypeKind.from(parameter).slotSize() == 2) {
                code.pop2();
            } else {
                code.pop();
            }
        }
        if (call.opcode() != Opcode.INVOKESTATIC) {
            code.pop();
        }
    }

    /** Puts the value on the stack as this type; there is but one reference, null. */
    static void push(CodeBuilder code, ClassDesc type, int value) {
        switch (TypeKind.from(type)) {
            case VOID -> {
                // nothing is expected
            }
            case LONG -> code.loadConstant((long) value);
            case REFERENCE -> code.aconst_null();
            case FLOAT, DOUBLE -> throw new IllegalArgumentException("no engine computes with " + type);
            case BOOLEAN, BYTE, CHAR, SHORT, INT -> code.loadConstant(value);
        }
    }
}
